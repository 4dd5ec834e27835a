file-unreadable = Không đọc được tệp này. Mở tệp bằng Excel, lưu lại dạng .xlsx rồi tải lên.
file-too-large = Tệp quá { $mb } MB. Tách thành nhiều tệp rồi tải lên từng tệp.
file-packed = Tệp nén bất thường nên không mở. Lưu lại từ Excel rồi tải lên.
file-empty = Tệp không có dòng nào.
file-not-utf8 = Không nhận ra bảng mã của tệp. Lưu lại từ Excel dạng “CSV UTF-8” hoặc .xlsx.
too-many-rows = Tệp có hơn { $max } dòng. Tách thành nhiều tệp.
