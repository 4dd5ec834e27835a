# Shell
product = Cầu Nối
skip = Skip to content
rail = Parts
search = Find papers, tasks, people, petitions…
search-short = Search
bell = Notices
bell-new = Notices, { $count } new
more = More
me = Account
language = Language
theme = Appearance
theme-auto = As the device
theme-light = Light
theme-dark = Dark
sessions = Signed-in sessions
sign-out = Sign out
sign-in = Sign in
demo = FICTIONAL DATA
journal-sound = Journal intact · { $at }
journal-broken = Journal does not add up · { $at }
count-late = { $count } overdue
keys = Keyboard
keys-here = Keys valid on this page
keys-ime = Keys rest while an input method is composing or the cursor is in a field.
keys-close = Close
palette = Go anywhere, do anything
palette-hint = Type the name of a page or of what to do
palette-none = Nothing of that name
palette-key-label = Go anywhere, do anything
key-next = Next
key-previous = Previous
key-open = Open
key-leave = Leave the field, close the dialog
offline = Connection lost. What you typed is still here.
dirty = This page has changes that are not saved.
back = Back
# Forms
optional = optional
sure = { $percent }%
doubt = { $percent }%, check
unread = have a look
form-faults = { $count ->
    [one] { $count } thing to correct
   *[other] { $count } things to correct
 }
source = Source: { $source }
choose = Choose…
# Upload
drop = Drop files here
drop-or = or choose files
drop-camera = Take a photo
drop-waiting = Waiting
drop-sending = Sending
drop-done = Received
drop-asks = Needs an answer
drop-failed = Not sent
drop-retry = Send again
drop-summary = Result per file
# Lists
pager = Pages
pager-next = Next page
pager-previous = Previous page
pager-range = { $from }–{ $to } of { $total }
pager-range-open = { $from }–{ $to }
sort-by = Sort by { $column }
crumbs = You are here
tabs = Sections
filters = Filters
trail = Where the paper has been
trail-now = here now
steps = Steps
step-done = done
step-now = in progress
page-image = Page { $page }
close = Close
# Urgency, secrecy
urgent = URGENT
very-urgent = VERY URGENT
flash = FLASH
flash-at = FLASH AT { $at }
confidential = CONFIDENTIAL
secret = SECRET
top-secret = TOP SECRET
# Deadlines
due-late-days = { $days ->
    [one] { $days } day overdue
   *[other] { $days } days overdue
 }
due-today = Today
due-days = { $days ->
    [one] { $days } day left
   *[other] { $days } days left
 }
due-met = On time
due-met-early = { $days ->
    [one] { $days } day early
   *[other] { $days } days early
 }
due-met-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
 }
# Error pages
error-403 = You may not do this
error-403-help = Rights follow post and unit. If this is your work, ask the administrator or the chief of office to check your rights or delegation.
error-404 = Page not found
error-404-help = It is not there, has moved, or is not within your reach. Try searching by number, symbol or subject.
error-409 = Somebody changed this a moment ago
error-409-help = Open the page again to see the latest, then repeat if still needed.
error-422 = Not recorded yet
error-422-help = Correct what is marked and send again. What you typed is kept.
error-500 = The program met a fault
error-500-help = Nothing was left half done. Try again; if it stays so, tell the administrator this incident number.
error-503 = The program is busy
error-503-help = Wait a few seconds and try again.
error-507 = The server cannot save
error-507-help = Nothing was lost. Ask the administrator to see to the disk, then send again.
incident = Incident { $number }
to-today = To Today
try-again = Try again
# Gallery
gallery = Components
gallery-lead = Every component with its states, from fictional data
gallery-chips = Deadlines, urgency, secrecy
gallery-buttons = Buttons
gallery-rows = Work rows
gallery-filters = Filters, sections, position
gallery-fields = Fields
gallery-refused = A refused form
gallery-table = Table
gallery-trail = Trail, steps
gallery-notices = Notices
gallery-empty = Empty places
gallery-drop = Upload
gallery-facts = Facts
gallery-dialog = Open a dialog
gallery-required = This field needs a value
gallery-acting = Acting for the chief of office until 25/11
act-for-self = Back to my own post
delegations = Delegations
date-shape = dd/mm/yyyy
pick-date = Choose the day in a calendar
drop-up = Move up
drop-away = Take out
help = Handbook
facet-more = { $count } more
send-again = Send again
typed-kept = What you typed is kept on this page:
