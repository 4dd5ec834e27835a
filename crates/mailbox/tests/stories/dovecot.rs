//! A real IMAP server on the loopback: Debian's Dovecot, with a configuration and a folder of its own. Mail is put into
//! its Maildir as a delivery agent would.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, UNIX_EPOCH};

const PROGRAM: &str = "/usr/sbin/dovecot";

pub struct Dovecot {
    child: Child,
    pub plain: u16,
    pub tls: u16,
    /// Its own certificate, which nobody else trusts.
    pub authority: String,
    folder: tempfile::TempDir,
    delivered: AtomicU32,
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn id(flag: &str, of: &str) -> String {
    let out = Command::new("id").args([flag, of]).output().unwrap();
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

fn me() -> (String, bool) {
    let out = Command::new("id").arg("-un").output().unwrap();
    let name = String::from_utf8(out.stdout).unwrap().trim().to_owned();
    let root = name == "root";
    (name, root)
}

impl Dovecot {
    pub fn start() -> Dovecot {
        let folder = tempfile::tempdir().unwrap();
        // The server's own users have to reach it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let at = folder.path().display();
        let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
        fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        fs::write(folder.path().join("users"), "vanthu:{PLAIN}mat-khau-thu\n").unwrap();
        let (name, root) = me();
        // As root the server leaves its rights to the users that its package made; else it runs as whoever tests.
        let (owner, users) = if root {
            ("nobody".to_owned(), String::new())
        } else {
            let own = format!(
                "default_internal_user = {name}\ndefault_login_user = {name}\ndefault_internal_group = {}\n\
                 service anvil {{\n chroot =\n}}\n",
                id("-gn", &name)
            );
            (name, own)
        };
        let chroot = if root { "" } else { " chroot =\n" };
        let (uid, gid) = (id("-u", &owner), id("-g", &owner));
        let (plain, tls) = (free_port(), free_port());
        let config = format!(
            "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\n\
             instance_name = story-{plain}\n{users}ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\n\
             disable_plaintext_auth = no\nauth_mechanisms = plain login\nfirst_valid_uid = 1\n\
             passdb {{\n driver = passwd-file\n args = {at}/users\n}}\n\
             userdb {{\n driver = static\n args = uid={uid} gid={gid} home={at}/mail/%u\n}}\n\
             mail_location = maildir:{at}/mail/%u\nmail_max_userip_connections = 100\n\
             service imap-login {{\n{chroot} inet_listener imap {{\n port = {plain}\n }}\n \
             inet_listener imaps {{\n port = {tls}\n ssl = yes\n }}\n}}\n"
        );
        let place = folder.path().join("dovecot.conf");
        fs::write(&place, config).unwrap();
        for part in ["mail", "mail/vanthu", "mail/vanthu/new", "mail/vanthu/cur", "mail/vanthu/tmp", "state"]
        {
            fs::create_dir_all(folder.path().join(part)).unwrap();
        }
        let mail = folder.path().join("mail");
        assert!(
            Command::new("chown")
                .args(["-R", &format!("{uid}:{gid}")])
                .arg(&mail)
                .status()
                .unwrap()
                .success()
        );
        let child = Command::new(PROGRAM)
            .arg("-F")
            .arg("-c")
            .arg(&place)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("this story needs Dovecot: apt-get install dovecot-imapd");
        let server =
            Dovecot { child, plain, tls, authority: made.cert.pem(), folder, delivered: AtomicU32::new(0) };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", plain)).is_ok() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!(
            "Dovecot did not start: {}",
            fs::read_to_string(server.folder.path().join("log")).unwrap_or_default()
        );
    }

    fn maildir(&self) -> PathBuf {
        self.folder.path().join("mail").join("vanthu")
    }

    /// A message as it is delivered, at 7 in the morning of the stories' day.
    pub fn deliver(&self, message: &[u8]) {
        let n = self.delivered.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}.M{n}P1.story", 1_795_392_000 + n);
        let (tmp, new) = (self.maildir().join("tmp").join(&name), self.maildir().join("new").join(&name));
        fs::write(&tmp, message).unwrap();
        let at = UNIX_EPOCH + Duration::from_secs(1_795_392_000 + u64::from(n));
        fs::File::options().append(true).open(&tmp).unwrap().set_modified(at).unwrap();
        let like = self.maildir().join("new");
        Command::new("chown").arg("--reference").arg(&like).arg(&tmp).status().unwrap();
        fs::rename(tmp, new).unwrap();
    }

    /// The flags of each message, in the order of delivery; `-` where the server has not seen it.
    pub fn flags(&self) -> Vec<String> {
        let mut found: Vec<(String, String)> = Vec::new();
        for part in ["new", "cur"] {
            for entry in fs::read_dir(self.maildir().join(part)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let (base, flags) = name.split_once(":2,").unwrap_or((&name, "-"));
                found.push((base.to_owned(), self.words(flags)));
            }
        }
        found.sort_by_key(|(base, _)| base.split('.').next().map(str::to_owned));
        found.into_iter().map(|(_, flags)| flags).collect()
    }

    /// Keywords are letters in the names of files.
    fn words(&self, flags: &str) -> String {
        let known = fs::read_to_string(self.maildir().join("dovecot-keywords")).unwrap_or_default();
        let word = |letter: char| {
            let at = u32::from(letter) - u32::from('a');
            known.lines().find_map(|line| line.strip_prefix(&format!("{at} "))).map(str::to_owned)
        };
        let said = flags.chars().map(|letter| match letter {
            'a'..='z' => word(letter).unwrap_or_default(),
            other => other.to_string(),
        });
        said.collect::<Vec<_>>().join(" ")
    }

    pub fn in_folder(&self, folder: &str) -> usize {
        let place = self.maildir().join(format!(".{folder}"));
        ["new", "cur"].iter().map(|part| fs::read_dir(place.join(part)).map_or(0, Iterator::count)).sum()
    }

    /// The server forgets its numbers, as after a restore or a move: the next look meets everything anew.
    pub fn number_anew(&self) {
        // The new numbering bears the time in seconds.
        std::thread::sleep(Duration::from_millis(2100));
        for entry in fs::read_dir(self.maildir()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("dovecot-uid")
                || name.starts_with("dovecot.index")
                || name.starts_with("dovecot.list")
            {
                fs::remove_file(path).unwrap();
            }
        }
    }

    #[allow(dead_code, reason = "for whoever looks why a story failed")]
    pub fn log(&self) -> String {
        fs::read_to_string(Path::new(self.folder.path()).join("log")).unwrap_or_default()
    }
}

/// Stands between program and server and cuts the line the moment the program wants to mark or move a message: as if
/// it had been killed between the act's commit and the mark.
pub struct Cutter {
    pub port: u16,
    pub cuts: Arc<AtomicBool>,
}

impl Cutter {
    pub fn before(server: u16) -> Cutter {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = Arc::new(AtomicBool::new(true));
        let told = Arc::clone(&cuts);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let told = Arc::clone(&told);
                std::thread::spawn(move || pass(client, server, &told));
            }
        });
        Cutter { port, cuts }
    }
}

fn pass(mut client: TcpStream, server: u16, cuts: &AtomicBool) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", server)) else { return };
    let (mut back, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut back, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
    let mut buffer = [0u8; 4096];
    while let Ok(read @ 1..) = client.read(&mut buffer) {
        let said = String::from_utf8_lossy(&buffer[..read]).to_uppercase();
        let marks = said.contains("UID STORE") || said.contains("UID MOVE");
        if marks && cuts.load(Ordering::SeqCst) {
            break;
        }
        if server.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}
