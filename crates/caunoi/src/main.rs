//! The program: the command line, start and stop. What it serves stands on one screen in `router.rs`.
//!
//! Exit status: 0 done, 1 the work could not be done (the message says why), 2 the command line was wrong.

#[cfg(test)]
mod api_doors;
#[cfg(test)]
mod api_table;
mod bench;
mod console;
mod demo;
#[cfg(test)]
mod doors;
#[cfg(test)]
mod feed_story;
#[cfg(test)]
mod find_story;
mod finder;
#[cfg(test)]
mod fresh;
mod guard;
mod hammer;
mod help;
mod learning;
mod listen;
mod live;
mod may;
mod operation;
mod operator;
mod pages;
mod router;
mod sample;
mod serve;
mod steps;
mod tls;
#[cfg(test)]
mod watch_story;
mod work;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

words::texts!();

/// A page is put together from many small texts: with this allocator that takes a tenth less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Cầu Nối: the system on which the office of a governing committee runs.
#[derive(Parser)]
#[command(name = "caunoi", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where an installation is.
#[derive(Args, Clone)]
struct Place {
    /// The folder with blobs, keys and, without --database, the SQLite file.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// A PostgreSQL address; without it everything lies in the data folder.
    #[arg(long, env = "CAUNOI_DATABASE")]
    database: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the office. The first start prints a code for setting up the first administrator.
    Serve {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        listening: listen::Listening,
        /// Where nightly backups go while nobody has set a folder in the program.
        #[arg(long, env = "CAUNOI_BACKUPS")]
        backups: Option<PathBuf>,
    },
    /// Starts a fictional province to look around in; every page says that its data are fictional.
    Demo {
        #[arg(long, default_value = "demo-data")]
        data: PathBuf,
        /// How many papers the past year brought; up to a million. With none it is a small office that begins today.
        #[arg(long, default_value_t = 3_000, value_parser = clap::value_parser!(u64).range(..=1_000_000))]
        papers: u64,
        /// The same seed gives the same papers, counted back from today.
        #[arg(long, default_value_t = demo::SEED)]
        seed: u64,
        #[command(flatten)]
        listening: listen::Listening,
    },
    /// Counts a deadline from the day after a date and names every day that was not counted, with the reason.
    Deadline {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        asked: console::CountDeadline,
    },
    /// Reads papers and prints what was read, one JSON object a line. Fails only when all of them do.
    Read {
        /// One JSON object a line; the only form there is.
        #[arg(long)]
        json: bool,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Takes files in at the door: each is read, counted and waits for a clerk. One JSON object a line. The exit
    /// status is 0 when at least one was taken, 1 when none was.
    Intake {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        json: bool,
        /// Register what was read surely enough and is no double.
        #[arg(long)]
        register: bool,
        /// I looked at the files in which no mark of secrecy can be looked for: they bear none.
        #[arg(long)]
        unmarked: bool,
        /// Each attachment of a mail is a paper of its own.
        #[arg(long)]
        mail_each: bool,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Takes a register that was kept before this program (XLSX, XLS, ODS, CSV) into the book of a past year. One JSON
    /// object a line for each row that did not simply go in, then the sum. The exit status is 0 when at least one row is
    /// in the book, 1 when none is.
    RegisterImport {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        json: bool,
        /// The year of the book, or a day of its term (DD/MM/YYYY).
        #[arg(long)]
        year: String,
        /// The series by name; the office's own when left out.
        #[arg(long)]
        series: Option<String>,
        /// Where the book counts by kind.
        #[arg(long, default_value = "")]
        kind: String,
        /// Why the register lacks numbers, recorded with the gaps.
        #[arg(long)]
        why: Option<String>,
        /// Takes doubtful rows too.
        #[arg(long)]
        doubtful: bool,
        /// Reads and judges only.
        #[arg(long)]
        dry_run: bool,
        file: PathBuf,
    },
    /// Puts the scans of a folder to the imported lines of a book, by the arrival number in their names. One JSON object
    /// a line for each file.
    RegisterScans {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        json: bool,
        /// The book by name or id.
        #[arg(long)]
        book: String,
        /// I looked at the files in which no mark of secrecy can be looked for: they bear none.
        #[arg(long)]
        unmarked: bool,
        folder: PathBuf,
    },
    /// Looks into the mailbox once, now, and says how that went. One JSON object.
    Mailbox {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        json: bool,
    },
    /// Finds papers at the machine's console, whoever may see them. One JSON object a line, the best first.
    Search {
        #[command(flatten)]
        place: Place,
        /// One JSON object a line; the only form there is.
        #[arg(long)]
        json: bool,
        #[arg(long, default_value_t = 20)]
        limit: usize,
        /// As it is typed into the box of the pages.
        query: Vec<String>,
    },
    /// Answers questions over documents with the engine and analysis of the product, without an office: a line for each
    /// question, `{"id","hits":[ids]}`.
    SearchEval {
        /// Lines of `{"id","text"}`.
        #[arg(long)]
        documents: PathBuf,
        /// Lines of `{"id","text"}`.
        #[arg(long)]
        questions: PathBuf,
        #[arg(long, default_value_t = 10)]
        limit: usize,
    },
    /// Lives through a fictional year, keeps its last two months aside, and prints how often what is proposed for their
    /// papers is what the office did with them.
    LearnEval {
        #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u64).range(100..=1_000_000))]
        papers: u64,
        #[arg(long, default_value_t = demo::SEED)]
        seed: u64,
    },
    /// Makes the search index anew. While the office is open it does so itself, and is searched meanwhile.
    Reindex {
        #[command(flatten)]
        place: Place,
    },
    /// Used by the program itself: reads one paper from standard input, locked in.
    #[command(hide = true)]
    ReadChild,
    /// Measures the program beside bare baselines, on data of its own that are thrown away.
    Bench {
        #[arg(long, default_value_t = 100_000)]
        papers: u64,
        /// An empty PostgreSQL database to measure too.
        #[arg(long)]
        database: Option<String>,
        /// Where the page of figures is written; without it, it is printed.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Only these, for whoever works on one of them; without it, everything.
        #[arg(long, value_enum, value_delimiter = ',')]
        only: Vec<bench::Stage>,
    },
    /// Used by the tests: many clients register papers and note what they were answered, until they are killed.
    #[command(hide = true)]
    Hammer {
        #[command(flatten)]
        place: Place,
        /// The folder of the clients' notes.
        #[arg(long)]
        notes: PathBuf,
        #[arg(long, default_value_t = 64)]
        clients: usize,
        /// Papers for each client; 0 goes on for ever.
        #[arg(long, default_value_t = 0)]
        papers: u64,
    },
    /// Used by the tests: a small piece of the day, always the same, killed at each of its writes.
    #[command(hide = true)]
    Steps {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        ways: steps::Ways,
    },
    /// Reads every original now and brings damaged ones back from the backups, as each night does with a share of them.
    Scrub {
        #[command(flatten)]
        place: Place,
    },
    /// Holds the journal against itself and every table against the journal.
    Verify {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        json: bool,
        /// A checkpoint kept outside: finds a log whose tail was cut off.
        #[arg(long)]
        against: Option<PathBuf>,
    },
    /// Copies a running office into a new folder. The signing key is not copied: keep it apart.
    Backup {
        #[command(flatten)]
        place: Place,
        target: PathBuf,
    },
    /// Restores a backup on trial into a temporary folder and says whether it is good. Changes nothing.
    Drill {
        #[command(flatten)]
        place: Place,
        source: PathBuf,
    },
    /// Fills an empty installation from a backup. Put `keys/journal.key` into the data folder first.
    Restore {
        #[command(flatten)]
        place: Place,
        source: PathBuf,
    },
    /// Accounts, at the machine's console.
    #[command(subcommand)]
    User(User),
    /// The journal, for outsiders.
    #[command(subcommand)]
    Journal(Journal),
    /// Tasks: who owes what by when.
    #[command(subcommand)]
    Task(TaskCommand),
    /// Whether a post may sign or decide something on a day, by the working regulations; one JSON object a line for each
    /// body in whose name.
    May {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        asked: may::MayAsked,
    },
}

#[derive(Subcommand)]
enum TaskCommand {
    /// Lists tasks with how they stand today.
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        asked: work::ListTasks,
    },
    /// Assigns a task in somebody's name.
    Add {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        asked: work::AddTask,
    },
    /// Takes a table of tasks over, in somebody's name: XLSX, XLS, ODS or CSV. One JSON object a row with what became of
    /// it; ends with 1 where rows have to be mended.
    Import {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        asked: work::ImportTasks,
    },
    /// Gives all tasks out, open and closed: one JSON object a line, with how they stand today.
    Export {
        #[command(flatten)]
        place: Place,
        /// One JSON object a line; the only form there is at the console. The pages give XLSX.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum User {
    /// Gives a locked-out person a one-time password.
    Reset {
        #[command(flatten)]
        place: Place,
        name: String,
    },
}

#[derive(Subcommand)]
enum Journal {
    /// Lays the log out as tiles that foreign tools read (C2SP tlog-tiles).
    Export {
        #[command(flatten)]
        place: Place,
        target: PathBuf,
    },
    /// Prints the key by which anybody checks this log's checkpoints.
    Key {
        #[command(flatten)]
        place: Place,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::ReadChild) {
        return reading::child_main_with(recognise_onnx::LINKED);
    }
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,refinery_core=warn"));
    // At its finest level this library writes down what it sends to the mailbox: a password among it.
    let quiet = ["async_imap=info", "async_imap::imap_stream=info"];
    let filter =
        quiet.iter().filter_map(|one| one.parse().ok()).fold(filter, |all, one| all.add_directive(one));
    // A log that cannot be written must not end what it tells of: its own complaint would go the same way, and panic.
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .init();
    let outcome = match cli.command {
        Command::Serve { place, listening, backups } => serve::serve(&place, &listening, backups.as_deref()),
        Command::Demo { data, papers, seed, listening } => {
            serve::demo(data, &listening, demo::Wanted { papers, seed, whole: demo::WHOLE, files: true })
        }
        Command::Deadline { place, asked } => console::deadline(&place, &asked).map(|()| ExitCode::SUCCESS),
        Command::Read { json: _, files } => console::read(&files),
        Command::Intake { place, json: _, register, unmarked, mail_each, files } => {
            console::intake(&place, &files, incoming::intake::Ways { register, unmarked, mail_each })
        }
        Command::RegisterImport { place, json: _, year, series, kind, why, doubtful, dry_run, file } => {
            let ways = oldbooks::console::Ways { series, year, kind, why, doubtful, dry: dry_run };
            console::register_import(&place, &file, &ways)
        }
        Command::RegisterScans { place, json: _, book, unmarked, folder } => {
            console::register_scans(&place, (&book, &folder), unmarked)
        }
        Command::Mailbox { place, json: _ } => console::mailbox(&place),
        Command::Search { place, json: _, limit, query } => finder::search(&place, &query.join(" "), limit),
        Command::SearchEval { documents, questions, limit } => {
            finder::evaluate(&documents, &questions, limit)
        }
        Command::LearnEval { papers, seed } => learning::run(papers, seed),
        Command::Reindex { place } => finder::reindex(&place),
        Command::ReadChild => Ok(ExitCode::SUCCESS),
        Command::Bench { papers, database, out, only } => bench::run(papers, database, out.as_deref(), &only),
        Command::Hammer { place, notes, clients, papers } => hammer::run(&place, &notes, clients, papers),
        Command::Steps { place, ways } => steps::run(&place, &ways),
        Command::Scrub { place } => console::scrub(&place),
        Command::Verify { place, json, against } => console::verify(&place, json, against.as_deref()),
        Command::Backup { place, target } => console::backup(&place, &target),
        Command::Drill { place, source } => console::drill(&place, &source),
        Command::Restore { place, source } => console::restore(&place, &source),
        Command::User(User::Reset { place, name }) => console::reset(&place, &name),
        Command::Journal(Journal::Export { place, target }) => console::export(&place, &target),
        Command::Journal(Journal::Key { place }) => console::key(&place),
        Command::Task(TaskCommand::List { place, asked }) => work::list(&place, &asked),
        Command::Task(TaskCommand::Add { place, asked }) => work::add(&place, asked),
        Command::Task(TaskCommand::Import { place, asked }) => work::import(&place, &asked),
        Command::Task(TaskCommand::Export { place, json: _ }) => work::export(&place),
        Command::May { place, asked } => may::run(&place, &asked),
    };
    outcome.unwrap_or_else(|fault| {
        eprintln!("caunoi: {fault:#}");
        ExitCode::FAILURE
    })
}
