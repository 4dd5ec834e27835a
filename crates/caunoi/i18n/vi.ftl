journal = Nhật ký
journal-lead = Mọi thao tác đều được ghi vào một nhật ký chỉ ghi thêm; người ngoài kiểm tra được mà không cần tin chương trình này.
journal-head = Đầu nhật ký
journal-entries = Số mục
journal-signed-at = Ký lúc
journal-checkpoint = Điểm kiểm đã ký
journal-key = Khoá kiểm tra
journal-jobs = Việc nền ({ $state })
