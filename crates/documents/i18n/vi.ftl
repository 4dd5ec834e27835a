subject-missing = Chưa có trích yếu. Nhập nội dung chính của văn bản.
issuer-missing = Chưa có cơ quan ban hành.
too-long = Nội dung dài quá { $max } ký tự. Xin rút gọn.
book-closed = Chưa mở sổ văn bản đến năm { $year }.
void-why = Nhập lý do huỷ số; số đã huỷ không dùng lại và vẫn nằm trong sổ.
already-void = Số này đã huỷ trước đó.
incoming-book = Sổ văn bản đến { $year }
