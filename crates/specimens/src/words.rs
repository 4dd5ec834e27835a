//! Names and wordings. Every second one is kept for measuring.

pub(crate) const PROVINCES: [&str; 16] = [
    "Hải Sơn", "Đông Giang", "Lâm Thuỷ", "Phú Khánh", "Thanh Bình", "Vĩnh Xuyên", "Quảng Hà", "An Lạc", "Bắc Sơn",
    "Nam Hưng", "Kiên Hải", "Tây Lĩnh", "Hoà Yên", "Đại Phong", "Long Thuận", "Cao Lâm",
];

pub(crate) const COMMUNES: [&str; 20] = [
    "Đông Hoà", "Cửa Sông", "Tân Lập", "Bến Đá", "Hoành Mô", "Yên Đức", "Thạch Khê", "Phong Cốc", "Quế Lâm",
    "Hưng Đạo", "Ba Động", "Vĩnh Thực", "Lý Nhân", "Mỹ Thuỷ", "Đại Hoá", "Xuân Ái", "Tiên Yển", "Kỳ Thượng", "Ia Đrăng",
    "Nà Sác",
];

pub(crate) const SURNAMES: [&str; 20] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô", "Hồ", "Dương", "Lò",
    "Ông", "Triệu", "Lương", "Mạc", "Đoàn",
];
pub(crate) const MIDDLES: [&str; 16] = [
    "Văn", "Thị", "Đức", "Minh", "Quang", "Ngọc", "Thị Thu", "Hữu", "Xuân", "Thị Bích", "Anh", "Quốc", "Thanh",
    "Trọng", "Đình", "Thuỷ",
];
pub(crate) const GIVEN: [&str; 24] = [
    "Bình", "Hằng", "Nam", "Lan", "Long", "Khánh", "Sơn", "Thịnh", "Phúc", "Hương", "Tuấn", "Dũng", "Yến", "Thuỷ",
    "Giang", "Khoa", "Quỳnh", "Ánh", "Cường", "Oanh", "Uyên", "Đạt", "Nghĩa", "Phong",
];

/// What papers are about, as it stands behind "về việc".
pub(crate) const MATTERS: [&str; 44] = [
    "tăng cường công tác phòng cháy, chữa cháy mùa hanh khô",
    "rà soát quy hoạch sử dụng đất đến năm 2030",
    "sơ kết 01 năm vận hành mô hình chính quyền địa phương 02 cấp",
    "kiện toàn Ban Chỉ đạo chuyển đổi số",
    "đăng ký danh hiệu thi đua năm 2026",
    "giải quyết kiến nghị của cử tri sau kỳ họp thứ 9",
    "phối hợp tổ chức Ngày hội Đại đoàn kết toàn dân tộc",
    "bổ sung kinh phí khắc phục hậu quả bão số 3",
    "cử cán bộ tham gia lớp bồi dưỡng lý luận chính trị",
    "báo cáo tình hình thực hiện dự toán ngân sách quý II",
    "góp ý dự thảo Đề án phát triển kinh tế biển",
    "xử lý đơn kiến nghị của một số hộ dân khu tái định cư",
    "chuẩn bị nội dung làm việc với Đoàn công tác của Trung ương",
    "phê duyệt chủ trương đầu tư tuyến đường ven biển",
    "đẩy nhanh tiến độ giải ngân vốn đầu tư công",
    "tuyên truyền kỷ niệm 80 năm Ngày truyền thống của ngành",
    "thực hiện chế độ trực trong dịp nghỉ lễ Quốc khánh",
    "tiếp nhận và quản lý hồ sơ đảng viên",
    "quản lý, sử dụng tài sản công",
    "điều động, bổ nhiệm cán bộ",
    "thu, nộp và sử dụng đảng phí",
    "kết nạp đảng viên mới là học sinh, sinh viên",
    "bảo đảm an ninh, trật tự trên địa bàn",
    "lấy ý kiến về nhân sự bổ sung cấp uỷ",
    "cung cấp số liệu phục vụ tổng kết nghị quyết",
    "công nhận xã đạt chuẩn nông thôn mới nâng cao",
    "gia hạn nộp thuế và tiền thuê đất",
    "khảo sát nhu cầu nhà ở xã hội",
    "công tác dân vận trong vùng đồng bào dân tộc thiểu số",
    "chấn chỉnh việc chấp hành kỷ luật, kỷ cương hành chính",
    "cải tạo, nâng cấp trụ sở làm việc",
    "tặng Huy hiệu Đảng đợt 02 tháng 9",
    "kết quả kiểm tra việc thực hiện Quy chế làm việc",
    "phòng, chống dịch bệnh trên đàn vật nuôi",
    "hỗ trợ hộ nghèo, hộ cận nghèo xây mới nhà ở",
    "sắp xếp, tinh gọn đầu mối bên trong",
    "bầu cử đại biểu Hội đồng nhân dân các cấp nhiệm kỳ 2026 - 2031",
    "quy định tiêu chuẩn chức danh lãnh đạo, quản lý",
    "triển khai phần mềm quản lý văn bản và điều hành",
    "di dời các hộ dân khỏi vùng có nguy cơ sạt lở",
    "phân bổ chỉ tiêu tuyển sinh trung học phổ thông",
    "mở rộng khu công nghiệp giai đoạn 2 và các hạng mục hạ tầng kỹ thuật, hạ tầng xã hội thiết yếu đi kèm trên địa bàn hai xã",
    "khen thưởng các tập thể, cá nhân có thành tích xuất sắc trong phong trào thi đua yêu nước và thực hiện nhiệm vụ năm 2025",
    "tổ chức lễ dâng hương, viếng nghĩa trang liệt sĩ",
];

/// Party bodies: above it, itself (a stroke where the line breaks), its letters, place (province or commune).
/// `{P}` and `{C}` stand for the province and the commune.
pub(crate) type Body = (&'static str, &'static str, &'static str, Kind);

/// By whom and how a body's papers are signed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Committee,
    Board,
    Office,
    Inspection,
    Cell,
    Council,
    Ministry,
    Department,
    People,
    Court,
    Force,
    School,
    Front,
    Union,
    Company,
}

pub(crate) const PARTY: [Body; 24] = [
    ("", "TỈNH UỶ {P}", "TU", Kind::Committee),
    ("", "THÀNH UỶ {P}", "TU", Kind::Committee),
    ("TỈNH UỶ {P}", "VĂN PHÒNG", "VPTU", Kind::Office),
    ("THÀNH UỶ {P}", "VĂN PHÒNG", "VPTU", Kind::Office),
    ("TỈNH UỶ {P}", "BAN TỔ CHỨC", "BTCTU", Kind::Board),
    ("TỈNH UỶ {P}", "BAN NỘI CHÍNH", "BNCTU", Kind::Board),
    ("TỈNH UỶ {P}", "BAN TUYÊN GIÁO VÀ DÂN VẬN", "BTGDVTU", Kind::Board),
    ("BAN CHẤP HÀNH TRUNG ƯƠNG", "BAN TỔ CHỨC", "BTCTW", Kind::Board),
    ("TỈNH UỶ {P}", "UỶ BAN KIỂM TRA", "UBKTTU", Kind::Inspection),
    ("ĐẢNG UỶ PHƯỜNG {C}", "UỶ BAN KIỂM TRA", "UBKTĐU", Kind::Inspection),
    ("ĐẢNG BỘ TỈNH {P}", "ĐẢNG UỶ PHƯỜNG {C}", "ĐU", Kind::Committee),
    ("ĐẢNG BỘ TỈNH {P}", "ĐẢNG UỶ XÃ {C}", "ĐU", Kind::Committee),
    ("ĐẢNG BỘ TỈNH {P}", "ĐẢNG UỶ|UỶ BAN NHÂN DÂN TỈNH", "ĐUUB", Kind::Committee),
    ("TỈNH UỶ {P}", "ĐẢNG UỶ|CÁC CƠ QUAN ĐẢNG TỈNH", "ĐU", Kind::Committee),
    ("ĐẢNG UỶ XÃ {C}", "BAN XÂY DỰNG ĐẢNG", "BXDĐ", Kind::Board),
    ("ĐẢNG UỶ PHƯỜNG {C}", "VĂN PHÒNG", "VPĐU", Kind::Office),
    ("ĐẢNG UỶ XÃ {C}", "CHI BỘ TRƯỜNG TIỂU HỌC {C}", "CB", Kind::Cell),
    ("ĐẢNG BỘ XÃ {C}", "CHI BỘ THÔN TÂN TIẾN", "CB", Kind::Cell),
    ("BAN CHẤP HÀNH TRUNG ƯƠNG", "VĂN PHÒNG", "VPTW", Kind::Office),
    ("BAN CHẤP HÀNH TRUNG ƯƠNG", "UỶ BAN KIỂM TRA", "UBKTTW", Kind::Inspection),
    ("", "BAN CHẤP HÀNH TRUNG ƯƠNG", "TW", Kind::Committee),
    ("TỈNH UỶ {P}", "ĐẢNG UỶ CÔNG AN TỈNH", "ĐUCA", Kind::Committee),
    ("ĐẢNG BỘ TỈNH {P}", "HUYỆN UỶ {C}", "HU", Kind::Committee),
    ("TỈNH UỶ {P}", "BAN CHỈ ĐẠO|CÔNG TÁC TÔN GIÁO", "BCĐTG", Kind::Board),
];

pub(crate) const STATE: [Body; 32] = [
    ("", "UỶ BAN NHÂN DÂN|TỈNH {P}", "UBND", Kind::People),
    ("", "UBND TỈNH {P}", "UBND", Kind::People),
    ("", "ỦY BAN NHÂN DÂN|PHƯỜNG {C}", "UBND", Kind::People),
    ("", "UBND XÃ {C}", "UBND", Kind::People),
    ("UBND TỈNH {P}", "SỞ NỘI VỤ", "SNV", Kind::Department),
    ("UBND TỈNH {P}", "SỞ TÀI CHÍNH", "STC", Kind::Department),
    ("UỶ BAN NHÂN DÂN|TỈNH {P}", "SỞ XÂY DỰNG", "SXD", Kind::Department),
    ("UỶ BAN NHÂN DÂN|TỈNH {P}", "SỞ NÔNG NGHIỆP|VÀ MÔI TRƯỜNG", "SNNMT", Kind::Department),
    ("UBND TỈNH {P}", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "SGDĐT", Kind::Department),
    ("UBND TỈNH {P}", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "SKHCN", Kind::Department),
    ("", "BỘ TÀI CHÍNH", "BTC", Kind::Ministry),
    ("", "BỘ NÔNG NGHIỆP|VÀ MÔI TRƯỜNG", "BNNMT", Kind::Ministry),
    ("", "BỘ NỘI VỤ", "BNV", Kind::Ministry),
    ("", "BỘ Y TẾ", "BYT", Kind::Ministry),
    ("BỘ TÀI CHÍNH", "CỤC QUẢN LÝ GIÁ", "QLG", Kind::Department),
    ("BỘ TƯ PHÁP", "CỤC TRỢ GIÚP PHÁP LÝ", "CTGPL", Kind::Department),
    ("", "HỘI ĐỒNG NHÂN DÂN|TỈNH {P}", "HĐND", Kind::Council),
    ("", "HỘI ĐỒNG NHÂN DÂN|XÃ {C}", "HĐND", Kind::Council),
    ("HỘI ĐỒNG NHÂN DÂN|TỈNH {P}", "BAN KINH TẾ - NGÂN SÁCH", "KTNS", Kind::Board),
    ("UBND TỈNH {P}", "BAN QUẢN LÝ|KHU KINH TẾ", "BQLKKT", Kind::Board),
    ("TOÀ ÁN NHÂN DÂN TỐI CAO", "TOÀ ÁN NHÂN DÂN|TỈNH {P}", "TA", Kind::Court),
    ("TÒA ÁN NHÂN DÂN|TỈNH {P}", "TÒA ÁN NHÂN DÂN|KHU VỰC 2", "TAKV2", Kind::Court),
    ("BỘ CÔNG AN", "CÔNG AN TỈNH {P}", "CAT", Kind::Force),
    ("QUÂN KHU 3", "BỘ CHỈ HUY QUÂN SỰ|TỈNH {P}", "BCH", Kind::Force),
    ("UBND TỈNH {P}", "VĂN PHÒNG", "VP", Kind::Office),
    ("ĐOÀN ĐẠI BIỂU QUỐC HỘI|VÀ HỘI ĐỒNG NHÂN DÂN|TỈNH {P}", "VĂN PHÒNG", "VP", Kind::Office),
    ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG TRUNG HỌC PHỔ THÔNG|{C}", "THPT", Kind::School),
    ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG ĐẠI HỌC {P}", "ĐHTB", Kind::School),
    ("SỞ Y TẾ", "TRUNG TÂM Y TẾ {C}", "TTYT", Kind::Department),
    ("BẢO HIỂM XÃ HỘI VIỆT NAM", "BẢO HIỂM XÃ HỘI|TỈNH {P}", "BHXH", Kind::Department),
    ("CỤC THUẾ", "THUẾ TỈNH {P}", "TTH", Kind::Department),
    ("UBND XÃ {C}", "PHÒNG KINH TẾ", "PKT", Kind::Department),
];

/// Mass organisations; the fifth is what stands at the right: the country's name, or their own.
pub(crate) const MASS: [(&str, &str, &str, Kind, &str); 12] = [
    ("UỶ BAN TRUNG ƯƠNG|MẶT TRẬN TỔ QUỐC VIỆT NAM", "UỶ BAN MẶT TRẬN TỔ QUỐC VIỆT NAM|TỈNH {P}", "MTTQ-BTT", Kind::Front, ""),
    ("", "UỶ BAN MẶT TRẬN TỔ QUỐC VIỆT NAM|XÃ {C}", "MTTQ-BTT", Kind::Front, ""),
    ("MẶT TRẬN TỔ QUỐC VIỆT NAM TỈNH {P}", "BAN THƯỜNG TRỰC", "MTTQ-BTT", Kind::Front, ""),
    ("TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", "LIÊN ĐOÀN LAO ĐỘNG TỈNH {P}", "LĐLĐ", Kind::Union, ""),
    ("LIÊN ĐOÀN LAO ĐỘNG TỈNH {P}", "CÔNG ĐOÀN NGÀNH GIÁO DỤC", "CĐN", Kind::Union, ""),
    ("HỘI NÔNG DÂN VIỆT NAM", "BCH HỘI NÔNG DÂN TỈNH {P}", "HNDT", Kind::Union, ""),
    ("HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM", "HỘI LIÊN HIỆP PHỤ NỮ|TỈNH {P}", "BTV", Kind::Union, ""),
    ("", "HỘI CỰU CHIẾN BINH|TỈNH {P}", "CCB", Kind::Union, ""),
    ("BCH ĐOÀN TỈNH {P}", "BCH ĐOÀN XÃ {C}", "ĐTN", Kind::Union, "ĐOÀN TNCS HỒ CHÍ MINH"),
    ("ĐOÀN TNCS HỒ CHÍ MINH", "BAN CHẤP HÀNH TỈNH {P}", "TĐTN", Kind::Union, "ĐOÀN TNCS HỒ CHÍ MINH"),
    ("", "HỘI CHỮ THẬP ĐỎ|TỈNH {P}", "CTĐ", Kind::Union, ""),
    ("", "LIÊN HIỆP CÁC HỘI|KHOA HỌC VÀ KỸ THUẬT TỈNH {P}", "LHH", Kind::Union, ""),
];

pub(crate) const COMPANIES: [Body; 10] = [
    ("TỔNG CÔNG TY THAN {P}", "CÔNG TY CỔ PHẦN|VẬN TẢI BIỂN {C}", "VTB", Kind::Company),
    ("", "CÔNG TY TNHH XÂY DỰNG {C}", "XD", Kind::Company),
    ("TẬP ĐOÀN ĐIỆN LỰC VIỆT NAM", "CÔNG TY ĐIỆN LỰC {P}", "PC", Kind::Company),
    ("", "TẬP ĐOÀN CÔNG NGHIỆP {P}", "TĐ", Kind::Company),
    ("", "NGÂN HÀNG TMCP {P}", "NH", Kind::Company),
    ("NGÂN HÀNG CHÍNH SÁCH XÃ HỘI", "CHI NHÁNH TỈNH {P}", "NHCS", Kind::Company),
    ("TẬP ĐOÀN BƯU CHÍNH VIỄN THÔNG", "VIỄN THÔNG {P}", "VT", Kind::Company),
    ("", "HỢP TÁC XÃ NÔNG NGHIỆP {C}", "HTX", Kind::Company),
    ("", "DOANH NGHIỆP TƯ NHÂN {C}", "DN", Kind::Company),
    ("", "CÔNG TY CỔ PHẦN|CẤP NƯỚC {P}", "CN", Kind::Company),
];

/// Kinds with their letters, as both tables of types have them.
pub(crate) const PARTY_KINDS: [(&str, &str); 24] = [
    ("NGHỊ QUYẾT", "NQ"), ("QUYẾT ĐỊNH", "QĐ"), ("CHỈ THỊ", "CT"), ("KẾT LUẬN", "KL"), ("QUY CHẾ", "QC"),
    ("QUY ĐỊNH", "QĐ"), ("THÔNG TRI", "TT"), ("HƯỚNG DẪN", "HD"), ("THÔNG BÁO", "TB"), ("THÔNG CÁO", "TC"),
    ("LỜI KÊU GỌI", "LKG"), ("BÁO CÁO", "BC"), ("KẾ HOẠCH", "KH"), ("QUY HOẠCH", "QH"), ("CHƯƠNG TRÌNH", "CTr"),
    ("ĐỀ ÁN", "ĐA"), ("PHƯƠNG ÁN", "PA"), ("DỰ ÁN", "DA"), ("TỜ TRÌNH", "TTr"), ("CHIẾN LƯỢC", "CL"),
    ("TUYÊN BỐ", "TB"), ("QUY ĐỊNH", "QĐi"), ("BÁO CÁO", "BC"), ("THÔNG BÁO", "TB"),
];

pub(crate) const STATE_KINDS: [(&str, &str); 26] = [
    ("NGHỊ QUYẾT", "NQ"), ("QUYẾT ĐỊNH", "QĐ"), ("CHỈ THỊ", "CT"), ("QUY CHẾ", "QC"), ("QUY ĐỊNH", "QyĐ"),
    ("THÔNG CÁO", "TC"), ("THÔNG BÁO", "TB"), ("HƯỚNG DẪN", "HD"), ("CHƯƠNG TRÌNH", "CTr"), ("KẾ HOẠCH", "KH"),
    ("PHƯƠNG ÁN", "PA"), ("ĐỀ ÁN", "ĐA"), ("DỰ ÁN", "DA"), ("BÁO CÁO", "BC"), ("TỜ TRÌNH", "TTr"),
    ("HỢP ĐỒNG", "HĐ"), ("BẢN GHI NHỚ", "BGN"), ("BẢN THỎA THUẬN", "BTT"), ("GIẤY ỦY QUYỀN", "GUQ"),
    ("GIẤY GIỚI THIỆU", "GGT"), ("GIẤY NGHỈ PHÉP", "GNP"), ("PHIẾU GỬI", "PG"), ("PHIẾU CHUYỂN", "PC"),
    ("PHIẾU BÁO", "PB"), ("QUYẾT ĐỊNH", "QĐ"), ("BÁO CÁO", "BC"),
];

/// Units that draft, behind the body's letters in a State letter's symbol.
pub(crate) const UNITS: [&str; 14] =
    ["VX", "TH", "NC", "KT", "CCVC", "TCKH", "QLĐĐ", "VP", "NS", "XDCB", "TTr", "ĐT", "KHTC", "GDTrH"];

/// Whom letters go to.
pub(crate) const ADDRESSEES: [&str; 16] = [
    "Văn phòng Tỉnh uỷ", "Các đảng uỷ trực thuộc Tỉnh uỷ", "Sở Tài chính", "Uỷ ban nhân dân các xã, phường",
    "Ban Thường vụ Tỉnh uỷ", "Các ban xây dựng Đảng", "Sở Nông nghiệp và Môi trường", "Đảng uỷ Uỷ ban nhân dân tỉnh",
    "Thường trực Đảng uỷ các xã, phường, đặc khu", "Uỷ ban Kiểm tra Tỉnh uỷ", "Công an tỉnh", "Ban Tổ chức Tỉnh uỷ",
    "Các sở, ban, ngành liên quan", "Uỷ ban Mặt trận Tổ quốc Việt Nam tỉnh", "Kho bạc Nhà nước khu vực XI",
    "Đồng chí Bí thư Tỉnh uỷ",
];

/// Sentences that ask for something by a day. `{D}` is the day.
pub(crate) const BY_DAY: [&str; 22] = [
    "Đề nghị các cơ quan, đơn vị gửi báo cáo về {X} trước ngày {D}.",
    "Báo cáo kết quả về {X} trước ngày {D} để tổng hợp.",
    "Yêu cầu các đơn vị hoàn thành trước ngày {D}.",
    "Đề nghị quý cơ quan góp ý bằng văn bản, gửi về {X} chậm nhất ngày {D}.",
    "Văn bản góp ý xin gửi về {X} chậm nhất là ngày {D} để kịp trình cấp có thẩm quyền.",
    "Đề nghị trả lời {X} trước 17 giờ ngày {D}.",
    "Kết quả gửi về {X} trước 16h30 ngày {D}, đồng thời gửi bản mềm theo hộp thư điện tử.",
    "Thời hạn gửi báo cáo: ngày {D}.",
    "Thời gian gửi báo cáo trước ngày {D}.",
    "Đề nghị cử người tham gia và gửi danh sách về {X} muộn nhất ngày {D}.",
    "Danh sách gửi về {X} không muộn hơn ngày {D}.",
    "Việc rà soát phải xong trước ngày {D}, báo cáo {X}.",
    "Hạn cuối nhận hồ sơ đăng ký là ngày {D}.",
    "Hạn nộp hồ sơ đến hết ngày {D}.",
    "Giao Sở Tài chính chủ trì, tham mưu, trình {X} trong tháng này, chậm nhất vào ngày {D}.",
    "Giao Văn phòng theo dõi, đôn đốc, báo cáo Thường trực trước ngày {D}.",
    "Đề nghị các đồng chí nghiên cứu, cho ý kiến bằng phiếu và gửi lại {X} trước ngày {D} (qua Phòng Tổng hợp).",
    "Nếu quá ngày {D} mà không có văn bản trả lời thì coi như thống nhất; đề nghị trả lời trước ngày {D}.",
    "Các cơ quan báo cáo bằng văn bản (trước ngày {D}).",
    "Báo cáo hoàn chỉnh đề nghị gửi về {X} trước thứ Sáu, ngày {D}.",
    "Yêu cầu thủ trưởng các cơ quan khẩn trương thực hiện và báo cáo kết quả, hoàn thành trong ngày {D}.",
    "Đề nghị đơn vị tổng hợp, báo cáo về {X} trước hạn ngày {D}.",
];

/// Sentences with a term: the days, whether working, from when (`Receipt`, `Issue`, `Unsaid`). `{N}` is the number.
pub(crate) const BY_TERM: [(&str, bool, &str); 14] = [
    ("Đề nghị trả lời bằng văn bản trong thời hạn {N} ngày kể từ ngày nhận được văn bản này.", false, "Receipt"),
    ("Yêu cầu đơn vị báo cáo trong vòng {N} ngày, kể từ ngày nhận được công văn.", false, "Receipt"),
    ("Đề nghị gửi báo cáo về {X} trong {N} ngày làm việc kể từ ngày nhận được văn bản này.", true, "Receipt"),
    ("Báo cáo gửi về {X} trong thời hạn {N} ngày làm việc, kể từ ngày nhận.", true, "Receipt"),
    ("Đề nghị hoàn thành trong {N} ngày kể từ ngày ký văn bản này.", false, "Issue"),
    ("Yêu cầu báo cáo {X} trong thời hạn {N} ngày kể từ ngày ban hành.", false, "Issue"),
    ("Đề nghị cung cấp hồ sơ chậm nhất {N} ngày làm việc sau khi nhận được văn bản.", true, "Receipt"),
    ("Đề nghị nộp hồ sơ trong thời hạn {N} (ghi bằng số) ngày kể từ ngày nhận thông báo.", false, "Receipt"),
    ("Yêu cầu giải quyết dứt điểm và báo cáo trong vòng {N} ngày.", false, "Unsaid"),
    ("Giao phòng chuyên môn tổng hợp, trình {X} trong thời gian {N} ngày làm việc.", true, "Unsaid"),
    ("Đề nghị phản hồi trong thời hạn không quá {N} ngày, tính từ ngày nhận được văn bản này.", false, "Receipt"),
    ("Sau {N} ngày kể từ ngày nhận được văn bản này, đề nghị báo cáo kết quả về {X}.", false, "Receipt"),
    ("Chậm nhất sau {N} ngày kể từ ngày nhận được công văn này, đề nghị trả lời.", false, "Receipt"),
    ("Đề nghị cho ý kiến trong thời hạn tối đa {N} ngày làm việc kể từ ngày nhận hồ sơ.", true, "Receipt"),
];

/// Sentences with days in them that ask for nothing.
pub(crate) const IDLE: [&str; 12] = [
    "Ngày {D}, Ban Thường vụ đã họp, cho ý kiến về các nội dung do cơ quan chuyên môn trình.",
    "Số liệu tính đến hết ngày {D}.",
    "Từ ngày {D}, đoàn công tác đã làm việc tại địa phương và ghi nhận nhiều kết quả.",
    "Trước ngày {D}, trên địa bàn chưa có cơ sở nào được cấp phép.",
    "Tình hình chung ổn định; các chỉ tiêu chủ yếu đều đạt và vượt kế hoạch đề ra.",
    "Cấp uỷ, chính quyền các cấp đã tập trung lãnh đạo, chỉ đạo, bước đầu đạt kết quả tích cực.",
    "Công tác phối hợp giữa các cơ quan được duy trì thường xuyên, kịp thời.",
    "Bên cạnh kết quả đạt được, một số nội dung triển khai còn chậm, cần tập trung khắc phục.",
    "Hội nghị diễn ra từ ngày {D} tại trụ sở cơ quan với sự tham dự của 45 đại biểu.",
    "Quá trình thực hiện có khó khăn, vướng mắc về nguồn lực và thủ tục đầu tư.",
    "Sau khi nghiên cứu hồ sơ, cơ quan chủ trì có ý kiến như sau:",
    "Các nhiệm vụ trọng tâm được phân công cụ thể cho từng thành viên theo dõi, đôn đốc.",
];

/// Who issued a paper that is named, with its letters.
pub(crate) const CITED: [(&str, &str, &str); 12] = [
    ("Nghị quyết", "NQ/TU", "của Ban Chấp hành Đảng bộ tỉnh"),
    ("Quyết định", "QĐ-UBND", "của Uỷ ban nhân dân tỉnh"),
    ("Kế hoạch", "KH/TU", "của Ban Thường vụ Tỉnh uỷ"),
    ("Công văn", "UBND-TH", "của Uỷ ban nhân dân tỉnh"),
    ("Chỉ thị", "CT/TW", "của Ban Bí thư"),
    ("Thông báo", "TB/VPTU", "của Văn phòng Tỉnh uỷ"),
    ("Kết luận", "KL/TW", "của Bộ Chính trị"),
    ("Tờ trình", "TTr-SNV", "của Sở Nội vụ"),
    ("Quy định", "QĐ/TW", "của Ban Chấp hành Trung ương"),
    ("Báo cáo", "BC/BTCTU", "của Ban Tổ chức Tỉnh uỷ"),
    ("Công văn", "CV/BNCTU", "của Ban Nội chính Tỉnh uỷ"),
    ("Hướng dẫn", "HD-BTCTW", "của Ban Tổ chức Trung ương"),
];
