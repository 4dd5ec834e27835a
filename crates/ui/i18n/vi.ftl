# Khung trang
product = Cầu Nối
skip = Tới nội dung
rail = Các phần
search = Tìm văn bản, việc, người, đơn thư…
search-short = Tìm
bell = Thông báo
bell-new = Thông báo, { $count } mới
more = Thêm
me = Tài khoản
language = Ngôn ngữ
theme = Giao diện
theme-auto = Theo máy
theme-light = Sáng
theme-dark = Tối
sessions = Phiên đăng nhập
sign-out = Đăng xuất
sign-in = Đăng nhập
demo = DỮ LIỆU GIẢ ĐỊNH
journal-sound = Nhật ký toàn vẹn · { $at }
journal-broken = Nhật ký có sai lệch · { $at }
count-late = { $count } quá hạn
keys = Phím tắt
keys-here = Các phím dùng được ở trang này
keys-ime = Phím tắt tạm nghỉ khi bộ gõ đang gộp chữ hoặc con trỏ ở trong ô nhập.
keys-close = Đóng
palette = Đi tới, làm việc gì đó
palette-hint = Gõ tên trang hoặc việc cần làm
palette-none = Không có mục nào như vậy
palette-key-label = Đi tới mọi nơi, làm mọi việc
key-next = Mục kế
key-previous = Mục trước
key-open = Mở
key-leave = Rời ô nhập, đóng hộp
offline = Mất kết nối. Những gì đang nhập vẫn ở đây.
dirty = Trang có nội dung chưa lưu.
back = Quay lại
# Biểu mẫu
optional = không bắt buộc
sure = { $percent } %
doubt = { $percent } %, xem lại
form-faults = { $count ->
    [one] Có { $count } chỗ cần sửa
   *[other] Có { $count } chỗ cần sửa
 }
source = Căn cứ: { $source }
choose = Chọn…
# Tải lên
drop = Kéo tệp vào đây
drop-or = hoặc chọn tệp
drop-camera = Chụp bằng điện thoại
drop-waiting = Chờ gửi
drop-sending = Đang gửi
drop-done = Đã nhận
drop-failed = Chưa gửi được
drop-retry = Gửi lại
drop-summary = Kết quả từng tệp
# Danh sách
pager = Các trang
pager-next = Trang sau
pager-previous = Trang trước
pager-range = { $from }–{ $to } trên { $total }
pager-range-open = { $from }–{ $to }
sort-by = Sắp theo { $column }
crumbs = Vị trí trang
tabs = Các mục
filters = Bộ lọc
trail = Đường đi của văn bản
trail-now = đang ở đây
steps = Các bước
step-done = xong
step-now = đang làm
page-image = Trang { $page }
close = Đóng
# Độ khẩn, độ mật
urgent = KHẨN
very-urgent = THƯỢNG KHẨN
flash = HOẢ TỐC
flash-at = HOẢ TỐC HẸN GIỜ { $at }
confidential = MẬT
secret = TỐI MẬT
top-secret = TUYỆT MẬT
# Hạn
due-late-days = Quá hạn { $days } ngày
due-today = Hôm nay
due-days = Còn { $days } ngày
due-met = Đúng hạn
due-met-early = Trước hạn { $days } ngày
due-met-late = Trễ { $days } ngày
# Trang lỗi
error-403 = Đồng chí không có quyền làm việc này
error-403-help = Quyền đi theo chức danh và đơn vị. Nếu được giao việc này, nhờ người quản trị hoặc Chánh Văn phòng xem lại phân quyền, uỷ quyền.
error-404 = Không tìm thấy trang
error-404-help = Trang không có, đã chuyển đi, hoặc không thuộc phạm vi của đồng chí. Thử tìm theo số, ký hiệu hoặc trích yếu.
error-409 = Nội dung vừa được người khác thay đổi
error-409-help = Mở lại trang để xem bản mới nhất, rồi làm lại nếu vẫn cần.
error-422 = Chưa ghi được
error-422-help = Sửa các chỗ đã nêu rồi gửi lại. Những gì đã nhập vẫn còn.
error-500 = Chương trình gặp lỗi
error-500-help = Chưa có gì bị ghi dở. Thử lại; nếu vẫn vậy, báo người quản trị kèm mã sự cố dưới đây.
error-503 = Chương trình đang bận
error-503-help = Đợi vài giây rồi thử lại. Những gì đang nhập vẫn ở trang trước.
error-507 = Máy chủ hết chỗ lưu
error-507-help = Chưa có gì bị mất. Báo người quản trị giải phóng chỗ lưu, rồi gửi lại.
incident = Mã sự cố { $number }
to-today = Về Hôm nay
try-again = Thử lại
