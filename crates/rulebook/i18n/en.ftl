rules = Rules in force
rules-nav = Rules
rule = Rule
value = Value
source = Source
in-force = In force
sure = Certainty
sure-yes = confirmed
sure-no = to be confirmed
unsure-m = Read in one secondary source only. Until it is confirmed this rule warns and never refuses.
unsure-l = The source is weak, or sources conflict. Until it is confirmed this rule warns and never refuses.
unsure-mem = General knowledge; the text was not read. Until it is confirmed this rule warns and never refuses.
area-deadlines = Deadlines
area-numbering = Numbering
area-urgency = Urgency
area-secrecy = Secrecy
area-kinds = Kinds of paper
area-days = Days off
area-letters = Layout of letters
lead-deadlines = How long papers may take, in calendar or working days.
lead-numbering = When the numbers of each sort of book start again.
lead-urgency = Marks of urgency and how papers spell them.
lead-secrecy = Marks of secrecy and how long they protect.
lead-kinds = Kinds of Party and State papers and their abbreviations.
lead-days = Days off and working Saturdays of each year; every deadline is counted by them.
lead-letters = Margins, sizes and styles of each part of a letter; a paper is laid out by the rule of its own date.
misfits = { $count ->
    [one] One decision of the office no longer fits the new rules and does not count.
   *[other] { $count } decisions of the office no longer fit the new rules and do not count.
}
to-confirm = { $count ->
    [one] One rule here waits for the office to confirm it.
   *[other] { $count } rules here wait for the office to confirm them.
}
years = Days off by year
granted = What the law grants
year = Year
year-reckoned = Reckoned from the law; no official list entered
not-announced = not announced yet
only-in-force = Only what is in force
all-versions = Earlier versions too
replaces = replaces { $old }
own-value = decided by the office
always = without limit
since = since { $day }
until = until { $day }
in-place-of = In place of
note = Note
given-by = Value from
from-day = From
from-hint = Empty: in place of the latest version.
to-day = Last day
to-hint = Empty: without limit.
reason = Reason
reason-hint = Needed for a value of the office's own.
decide = The office decides
overrule = Use this value
confirm = Confirm the value in force
source-number = Number and symbol of the rule
source-hint = For example 168-QC/TU. Without a source the value stays “to be confirmed”.
article = Article
article-hint = For example Điều 14 khoản 2
days = Days
days-hint = 0: the same day.
size = Size (pt)
size-hint = The rule allows { $range }.
size-outside = The size must lie within { $range }, as the rule says.
printed-words = Printed words
margins-said = margins top { $top }, bottom { $bottom }, left { $left }, right { $right } mm
points = size { $size }
in-capitals = capitals
in-bold = bold
in-italics = italics
underlined = underlined
line-apart = { $line } pt from line to line
unit-of-days = Counted in
unit-working = working days
unit-calendar = calendar days
term-at-once = At once, even on a day off
term-same-day = The same day; on a day off, the next working day
term-working = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}
term-calendar = { $days ->
    [one] { $days } calendar day
   *[other] { $days } calendar days
}
term-moves = on a day off it goes on to the next working day
restarts = Starts again from 01
restart-year = By book, each year
restart-term = By book, each term of office
restart-kind-year = By kind, each year
restart-kind-term = By kind, each term of office
restart-kind = By kind, without end
restart-never = By book, without end
two-digits-said = numbers below 10 have two digits
secret-papers = Secret papers
secret-shared = secret papers share the sequence
secret-apart = secret papers have a sequence of their own
secret-unsaid = not said
side-party = Party
side-state = State
family-main = main kind
family-administrative = administrative slip
family-copy = copy
family-law = legal norm
abbreviated = abbreviated { $abbr }
no-abbreviation = no abbreviation
abbreviation = Abbreviation
also-spelled = also written: { $spellings }
spellings = Other spellings
spellings-hint = Separated by semicolons.
said-urgency = Rank { $rank }; priority { $priority } in edXML
said-secrecy = Letter { $letter }; protected { $years } years
protected-years = Years of protection
said-confirmed = Confirms the value in force
year-days = { $days ->
    [one] { $days } day off
   *[other] { $days } days off
}
year-work = { $days ->
    [one] { $days } working weekend day
   *[other] { $days } working weekend days
}
granted-solar = { $days ->
    [one] { $days } day, at { $on } (solar)
   *[other] { $days } days, at { $on } (solar)
}
granted-lunar = { $days ->
    [one] { $days } day, at { $on } (lunar)
   *[other] { $days } days, at { $on } (lunar)
}
history = What was decided
decided-on = Date
decided-by = By
decision = Decision
state = State
stands = in force
taken-back = taken back
take-back = Take back
console = Administrator at the server
change = Change
remove = Remove
remove-day = Remove { $day }
year-title = Days off in { $year }
year-lead = Days off, days in lieu and working weekends. Deadlines follow them as soon as they are saved.
year-sure = The official list, by { $source }.
year-unsure = The list by { $source }, to be confirmed: check deadlines that run through this year.
year-estimated = No official list yet: this is an estimate, and every deadline that touches this year says so.
month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[other] December
}
key-off = off
key-work = worked in exchange
key-weekend = weekend
days-listed = The listed days
date = Date
day-kind = Sort of day
day-name = Name
kind-holiday = Public holiday
kind-in-lieu = Day in lieu or exchanged
kind-work = Working weekend day
exchange = Exchange a working day
exchange-off = Day off
exchange-work = Worked instead
exchange-work-hint = A Saturday or Sunday.
exchanged-off = Day off, exchanged with { $day }
exchanged-work = Working day, exchanged with { $day }
add-day = Add a day
announce = Record the official list
text-too-long = Longer than { $max } characters. Please shorten it.
article-without-rule = An article needs the number of its rule.
source-missing = To confirm it, name the rule in which it stands.
reason-missing = The reason is missing.
no-version-then = No rule holds on that day that could be replaced. Choose a later day or leave it empty.
ends-before-it-begins = It ends before it begins.
two-versions = One day cannot have two values. Check the dates.
too-long-term = No term is longer than ten years.
day-twice = This day is in the list already. Remove that line first.
day-of-another-year = This day does not belong to the year.
works-anyway = This is an ordinary working day, not a Saturday or Sunday.
off-anyway = This is a weekend anyway.
does-not-fit = This value does not fit the rule.
other-sort = This value is not of the rule's sort.
whole-number = Enter a whole number, zero or more.
day-name-missing = The day has no name.
taken-back-already = This decision has been taken back already.
take-back-last-first = Take the latest decision about this rule back first.
