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
said-timer-since = Since { $time } ({ $zone })

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
