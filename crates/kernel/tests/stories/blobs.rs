use kernel::testing::On;

use crate::support::open;

#[test]
fn an_altered_original_is_refused() {
    let o = open(On::Sqlite);
    let hash = o.office.blobs().put(b"nguyen ban").unwrap();
    assert_eq!(o.office.blobs().put(b"nguyen ban").unwrap(), hash);
    assert_eq!(o.office.blobs().get(hash).unwrap(), b"nguyen ban");
    std::fs::write(o.office.blobs().place(hash), b"nguyen bbn").unwrap();
    assert_eq!(o.office.blobs().get(hash).unwrap_err().msg.key(), "blob-altered");
    std::fs::remove_file(o.office.blobs().place(hash)).unwrap();
    assert_eq!(o.office.blobs().get(hash).unwrap_err().msg.key(), "blob-missing");
}
