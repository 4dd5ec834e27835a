subject-missing = The subject is missing. Enter what the paper is about.
issuer-missing = The issuer is missing.
too-long = The text is longer than { $max } characters. Shorten it.
book-closed = The book of incoming papers of { $year } is not open.
void-why = Enter why the number is void; a void number is not used again and stays in the book.
already-void = This number was voided before.
incoming-book = Incoming papers { $year }
