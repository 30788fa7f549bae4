# Every message of the pages in English. `de.ftl` holds the same keys with the same arguments, in the same order.
#
# A key is named after its page: page-thing. A message named said-… stands for a sentence that the code says in English
# (crates/server/src/words/said.rs): its text is that sentence, word for word, with { $name } where the code has {name}.
# Scripts put their own arguments in the place of words that begin with %.

## Frame

frame-skip = Skip to the page
frame-main = Main
frame-close = Close
frame-sign-out = Sign out { $name }
nav-today = Today
nav-issues = Issues
nav-projects = Projects
nav-settings = Settings
nav-integrations = Integrations
nav-people = People
nav-organisation = Organisation
nav-me = Me
nav-tokens = API tokens
nav-imports = Import
nav-webhooks = Webhooks

## Timer bar

timer-label = Timer
timer-billable = billable
timer-note = Note on the running timer
timer-note-placeholder = Add a note…
timer-switch = Switch to
timer-switch-placeholder = Switch to…
timer-what = What are you working on?
timer-what-placeholder = What are you working on? An issue, its identifier or link
timer-start = Start
timer-resume = Resume
timer-pause = Pause
timer-stop = Stop

## Keys

keys-title = Keys
keys-timer = Timer
keys-start = Find an issue and start it
keys-start-typing = The same, also while typing
keys-stop = Stop
keys-pause = Pause or resume
keys-add = Add time
keys-undo = Undo what the message says
keys-go = Go to
keys-list = In a list
keys-next = Next row
keys-before = Row before
keys-row-start = Start the row’s timer
keys-open = Open the row
keys-search = Search
keys-turn = Page or day before, after
keys-this = This list

## Components

pages-label = Pages
pages-previous = Previous
pages-next = Next
notices-label = Notices
notices-look = Look at it
toast-undo = Undo
form-colour = Colour
form-colour-number = Colour { $n }
state-todo = To do
state-in-progress = In progress
state-review = In review
state-done = Done
state-cancelled = Cancelled

## Scripts

script-dismiss = Dismiss
script-signed-out = You were signed out meanwhile. What you typed is still here.
script-sign-in = Sign in in a new tab
script-server-error = The server answered with an error (%status). Nothing on this page was lost; try again in a moment.
script-unreachable = The server could not be reached. Check the network and try again.
script-unreachable-typed = The server could not be reached. What you typed is still here. Check the network and try again.
script-copied = Copied.
script-not-copied = The browser does not allow copying here. Select the text and copy it by hand.

## Days, numbers, lengths of time

weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday
weekday-mon = Mon
weekday-tue = Tue
weekday-wed = Wed
weekday-thu = Thu
weekday-fri = Fri
weekday-sat = Sat
weekday-sun = Sun
month-january = January
month-february = February
month-march = March
month-april = April
month-may = May
month-june = June
month-july = July
month-august = August
month-september = September
month-october = October
month-november = November
month-december = December
month-jan = Jan
month-feb = Feb
month-mar = Mar
month-apr = Apr
month-may-short = May
month-jun = Jun
month-jul = Jul
month-aug = Aug
month-sep = Sep
month-oct = Oct
month-nov = Nov
month-dec = Dec
date-weekday = { $weekday }, { $date }
date-long = { $day } { $month }
date-long-year = { $day } { $month } { $year }
date-short = { $day } { $month }
date-short-year = { $day } { $month } { $year }
date-month = { $month } { $year }
number-percent = { $n } %
duration-h = { $h } h
duration-min = { $min } min
duration-h-min = { $h } h { $min } min
duration-s = { $s } s

## Signing in

sign-in-title = Sign in
sign-in-lead = to { $organisation }
sign-in-demo = This is a demonstration with made-up data. Sign in as <strong>{ $username }</strong> with <code>{ $password }</code>.
sign-in-username = Username or e-mail
sign-in-password = Password
account-name = Your name
account-username = Username
account-email = E-mail
account-password-hint = At least 8 characters.
account-timezone = Time zone
account-timezone-hint = Where your days begin and end.
invitation-title = Join { $organisation }
invitation-lead = You were invited as { $email }. Choose how you sign in.
invitation-join = Join
set-up-title-short = Set up
set-up-title = Set up TimeTracker
set-up-lead = Once, for everybody here. The code stands on the terminal on which TimeTracker was started.
set-up-code = Set-up code
set-up-organisation = Organisation
set-up-currency = Currency
set-up-administrator = The first administrator
set-up-email-hint = Also how people in Linear are recognised.
set-up-create = Create TimeTracker
said-sign-in-wrong = This user name or e-mail address and this password do not belong together.
said-set-up-code = That is not the code. It stands on the terminal on which TimeTracker was started.

## What just happened

flash-switched = Switched: the other timer was stopped.
flash-started = Timer started.
flash-stopped = Stopped after { $length }.
flash-deleted = Entry deleted.
said-done-saved = Saved.
said-done-added = Added.
said-done-gone = Deleted.
said-done-archived = Archived. Its time stays; you can bring it back.
said-done-hidden = Hidden. Its time stays.
said-done-restored = Brought back.
said-done-undone = Undone.
said-done-connected = Connected. The first sync has begun.
said-done-connected-to-look = Connected. Nothing is brought over until you say so.
said-done-reading-again = Everything is read again.
said-done-comparing = Everything here is compared with everything there.
said-done-previewing = The preview is being made.
said-done-retried = It is tried again, with the sync that has begun.
said-done-settings = Settings saved.
said-done-disconnected = Disconnected. Tasks and their time stay.
said-done-tested = The connection works.
said-done-sync = Sync started.
said-done-cancelled = The sync stops after the page it is on.
said-done-invited = Invitation made. Give the link to the person.
said-done-deactivated = Deactivated: no sign-in and no token works any more. Their time stays.
said-done-reactivated = Reactivated.
said-done-hook-test = Test sent. What came of it is in the log.
said-done-hook-again = Sent again. What came of it is in the log.
said-done-hook-on = Switched on. What waited is sent first.
said-done-hook-off = Switched off. Nothing is sent any more.
said-done-hook-gone = Deleted, with its log.
said-done-revoked = Revoked. The token stopped working.
said-done-password = Password changed. Other devices were signed out.
said-done-uninvited = Revoked. The link does not work any more.
said-done-joined = Welcome. Start a timer above, or by an issue’s identifier.
said-done-import-cancelled = The import stops after the rows it is at.
said-done-import-discarded = The file was dropped. Nothing had gone in.
said-done-welcome = Welcome. Connect Linear under Integrations, or just start a timer.

## Errors

error-go-home = Go to Today
error-not-found = Not found
error-unauthenticated = Please sign in
error-forbidden = Not allowed
error-invalid = Something is not right
error-rule = That does not work
error-conflict = That changed meanwhile
error-too-many = Too many attempts
error-too-large = Too large
error-unavailable = Not available right now
error-internal = Something went wrong
said-error-not-found = There is no such { $what }, or you may not see it.
said-error-too-large = That is larger than this server accepts.
said-error-internal = Something went wrong on our side. It has been logged; please try again.
said-error-same-moment = Somebody saved the same thing at the same moment. Reload and try again.
said-error-nul = A text holds a NUL character. Remove it and try again.
said-error-database = The database is busy or away. Nothing was saved; try again in a moment.
said-error-form = The form did not arrive whole. Go back, reload the page and send it again.
said-error-foreign-form = This form came from another site, so nothing was done. Open the page here and send it again.
said-error-admin = Only an administrator may do this. Ask one of yours.
said-error-manager = Only a manager or an administrator may do this.
said-error-viewer = You may look but not change: your role is viewer.
said-error-needed = { $label } is needed.
said-error-too-long = { $label } may have at most { $most } characters; this has { $count }.
said-error-label-nul = { $label } holds a NUL character. Remove it.
said-error-negative = An amount may not be negative.

## Today

today-today = Today
today-yesterday = Yesterday
today-tomorrow = Tomorrow
today-now = now
today-day-before = Day before
today-day-after = Day after
today-add = Add time
today-add-button = Add
today-form = Form
today-jot = Jot down time
today-jot-example = Add time: 1h30 ENG-12 pairing #review
today-preview-where = Name an issue or a project.
today-preview-ahead = This reaches into the future.
today-preview-clash = It lies on { $others }. Press Enter and choose which gives way.
today-nothing = No time yet
today-nothing-today = Find an issue in the bar above and press Enter: its timer runs. Or jot down what is done already.
today-nothing-then = Jot down above what was done on this day.
today-entries = Entries
today-no-entries = No entries
today-line = { $n ->
    [one] { $n } entry
   *[other] { $n } entries
 } between { $from } and { $to }
today-gap = { $length } gap
today-gap-name = { $length } without an entry, { $from }–{ $to }: fill it
today-line-hint = Drag to move, drag an edge to resize. With the keyboard: arrows move, Shift the end, Alt the start; Enter keeps it, Escape leaves it.
today-issue = Issue
today-issue-example = ENG-42, a link, or words
today-project = Project
today-project-own = The issue’s own
today-note = Note
today-tags = Tags
today-tags-example = review, pairing
today-day = Day
today-from = From
today-to = To
today-length = Length
today-billable = Billable
today-not-billable = not billable
today-change = Change { $title }
today-save = Save
today-open-issue = Open issue
today-delete = Delete
today-split = Split
today-split-at = Split at
today-merge = Merge with the one before
today-breaks = Without { $length } of breaks
today-precise = { $from } to { $to }, { $zone }
today-precise-worked = { $from } to { $to }, { $zone }, { $worked } worked
today-again = Start { $title } again
today-again-title = Start again
today-clash = Which of them gives way?
today-keep = Keep the others
today-keep-hint = this one takes what they leave free
today-trim = Trim the others
today-trim-hint = they end where this one begins
today-split-others = Split the others
today-split-others-hint = they go on after this one
today-versions = Two versions
today-mine = Yours
today-theirs = Saved meanwhile
today-take-mine = Save mine
today-keep-theirs = Keep the saved one
today-total = Total of { $day }
today-goal = goal { $length }
today-this-week = This week
today-last-week = Last week
today-week-of = Week of { $day }
today-assigned = Assigned to you
today-start = Start { $title }
today-your-issues = Your issues
today-connect-why = Connect Linear, and the issues assigned to you stand here, each with a start button.
today-connect = Connect Linear
timer-edit = Change this timer
timer-edit-start = Started at
timer-edit-start-hint = 9:15, or -5 for five minutes earlier
timer-edit-set = Set
timer-earlier = Five minutes earlier
timer-later = Five minutes later
timer-since = Since { $time } ({ $zone })
timer-over-label = A long timer
timer-over = This timer has run for { $length }, since { $since }. Is that right?
timer-over-keep = Keep it
timer-over-cut-at = It ended at
timer-over-cut = Cut
timer-over-discard = Discard
said-done-moved = Moved.
said-done-split = Parted in two.
said-done-merged = Merged into one.
said-done-cut = The timer ended there.
said-done-kept = Kept. It asks again when it has run as long once more.
said-done-discarded = The timer was discarded.
said-today-overlap = This overlaps “{ $name }” on { $day }, { $from }–{ $to }. Change the times, or that entry first.
said-today-stale = This entry was changed meanwhile. Reload it, look at both versions and save again.
said-today-stale-look = This entry was changed meanwhile. Look at it as it is now, then do it again.
said-today-undo-stale = An entry was changed since, so that this cannot be taken back. Change it by hand instead.
said-today-undone = That was taken back already.
said-today-nothing-left = The others take all of that time: nothing would be left of this entry. Trim or split them instead.
said-today-into-timer = That reaches into the running timer. Stop the timer first, or let the entry end earlier.
said-today-place = Choose the project, the issue or the client that the time was for.
said-today-no-issue = There is no issue “{ $name }”. Type its identifier, like ENG-42, or leave this empty.
said-today-no-project = There is no active project “{ $name }”. Choose one from the list.
said-today-no-time = “{ $text }” is not a time of day. Write one like 9:30 or 14:05.
said-today-when-ended = Say when it ended, or how long it took.
said-today-when-began = Say when it began, or how long it took.
said-today-how-long = Say how long it took, like 1:30 or 1h 30m, or from when to when.
said-today-end-first = The end must be after the start.
said-today-split-outside = Choose a time between the start and the end of the entry.
said-today-no-room = There is no room left on { $day }. Say when it began.
said-today-other-work = These two are for different work. Give both the same issue, project and billing, then merge them.
said-today-between = Another entry lies between these two. Merge neighbours only.
said-today-merge-running = A running timer cannot be merged. Stop it first.
said-today-invoiced = It is on the invoice { $number }. Take it off that invoice first, by setting it to not paid.
said-timer-none = No timer is running.
said-timer-future = A running timer cannot begin in the future or within its pause.
said-timer-no-start = “{ $text }” is not a start. Write a time like 9:15, or -5 for five minutes earlier.
said-timer-no-cut = “{ $text }” is not a time between the start and now. Write one like 18:00.
said-timer-cut-when = Choose a time after the timer began and not in the future.
said-timer-running-already = A timer is running already. Stop it first, or switch to this one.
