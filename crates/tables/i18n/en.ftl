file-unreadable = This file cannot be read. Open it in Excel, save it as .xlsx and upload that.
file-too-large = The file is larger than { $mb } MB. Split it and upload the parts.
file-packed = The file is packed in an unusual way and was not opened. Save it from Excel and upload that.
file-empty = The file has no rows.
file-not-utf8 = The file’s encoding is not known. Save it from Excel as “CSV UTF-8” or .xlsx.
too-many-rows = The file has more than { $max } rows. Split it into several files.
