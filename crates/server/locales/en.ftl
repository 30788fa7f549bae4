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
## Issues

issues-title = Issues
issues-view = View
issues-list = List
issues-board = Board
issues-list-key = List (V)
issues-board-key = Board (V)
issues-group = Group
issues-order = Order
issues-new = New
issues-views = Views
issues-all = All issues
issues-mine = Mine
issues-search = Search issues
issues-search-short = Search
issues-filter = Filter
issues-clear = Clear
issues-change-filter = Change this filter
issues-remove-filter = Remove the filter: { $filter }
issues-remove = Remove
issues-none-match = No issue matches
issues-none-match-text = Nothing in your issues fits all of these filters.
issues-show-all = Show all issues
issues-none = No issues yet
issues-none-text = Connect Linear, and every issue of your teams stands here, ready to be timed.
issues-connect = Connect Linear
issues-ask-admin = An administrator can do that under Integrations.
issues-select = Select { $name }
issues-start = Start { $name }
issues-missing = not there
issues-missing-title = This issue cannot be seen in the tracker any more
issues-count = { $n ->
    [one] { $text } issue
   *[other] { $text } issues
}
issues-range = { $first }–{ $last } of { $all }
issues-hours-of = { $worked } of { $estimated }
issues-without = Without
issues-nobody = Nobody
issues-no-cycle = No cycle
issues-no-label = No label
group-state = State
group-project = Project
group-assignee = Assignee
group-priority = Priority
group-cycle = Cycle
group-label = Label
group-none = No grouping
sort-updated = Last changed
sort-created = Newest
sort-priority = Priority
sort-due = Due date
sort-estimate = Estimate
sort-time = Time spent
sort-title = Title
priority-sign-low = Low priority
priority-sign-medium = Medium priority
priority-sign-high = High priority
priority-sign-urgent = Urgent
filter-title = Filter
filter-heading = Filter the issues
filter-narrow = Narrow down
filter-narrow-label = Narrow down: { $kind }
filter-any = any
filter-other-labels = Others, separated by commas
filter-show = Show
filter-save = Save as a view…
filter-text = Text
filter-state = State
filter-assignee = Assignee
filter-project = Project
filter-priority = Priority
filter-label = Label or tag
filter-cycle = Cycle
filter-estimate = Estimate
filter-time = Time
filter-starred = Favourite
filter-chip = { $kind } is { $values }
filter-me = me
filter-nobody = nobody
filter-unknown = number { $n }
filter-over = over
filter-under = under
filter-missing = missing
filter-some = some
filter-none = none
filter-yes = my favourites
bulk-label = Selected issues
bulk-count = { $n } selected
bulk-selected = Selected
bulk-state = State
bulk-state-choose = State…
bulk-project = Project
bulk-project-choose = Project…
bulk-tag = Tag
bulk-tag-add = Add a tag
bulk-apply = Apply
bulk-star = Favourite
bulk-billable = Time billable
bulk-not-billable = Not billable
flash-issues = { $n ->
    [one] { $n } issue changed.
   *[other] { $n } issues changed.
}
flash-issues-left = { $n ->
    [one] { $n } issue was
   *[other] { $n } issues were
} left alone: their tracker, or time that is booked on them, decides that.
flash-time = { $n ->
    [one] { $n } entry changed.
   *[other] { $n } entries changed.
}
flash-starred = { $n ->
    [one] { $n } issue added to your favourites.
   *[other] { $n } issues added to your favourites.
}
board-title = Board
board-columns = Columns
board-move = Move
board-move-name = Move { $name }
board-linked = Its tracker says where it stands.
board-empty = Nothing here.
board-more = { $n ->
    [one] { $text } more issue
   *[other] { $text } more issues
}
board-hint = Drag a card, or press <kbd>[</kbd> and <kbd>]</kbd> on it, to move it to another column.
views-title = Views
views-none = A view is a filter of the issues under a name. Narrow the list down, then save it here.
views-saved = Saved views
views-shared-own = shared with everybody
views-shared = shared by somebody
views-delete = Delete
views-delete-name = Delete the view { $name }
views-save-title = Save a view
views-name = Name
views-keeps-all = It keeps all issues, grouped by state.
views-keeps = It keeps the filter, grouping and order that you came from.
views-everybody = Everybody sees it
views-save = Save
new-issue-title = New issue
new-issue-no-project = An issue belongs to a project, and there is none yet.
new-issue-make-project = Make a project first.
new-issue-ask = A manager can make one.
new-issue-name = Title
new-issue-project = Project
new-issue-add = Add
new-issue-state = State
new-issue-priority = Priority
new-issue-assignee = Assignee
new-issue-nobody = Nobody
new-issue-due = Due
new-issue-hours = Estimate in hours
new-issue-tags = Tags
new-issue-tags-example = billing, follow-up
issue-edit = Edit
issue-star = Favourite
issue-open = Open in Linear
issue-start = Start
issue-archived = This issue was archived. Its time stays.
issue-its-tracker = its tracker
issue-missing = This issue cannot be seen in { $tracker } since { $day }: it was deleted, or its team is out of the key’s sight. The task and its time stay; it comes back when the issue does.
issue-hide = Hide this task
issue-by-person = Hours by person
issue-of = of { $estimate }
issue-no-time = No time has been put on this issue yet.
issue-by-day = Hours by day
issue-four-weeks = last four weeks
issue-chart = { $days ->
    [one] { $total } in the last four weeks, on { $days } day; { $most } on the longest day
   *[other] { $total } in the last four weeks, on { $days } days; { $most } on the longest day
}
issue-today = Today
issue-as-table = As a table
issue-day = Day
issue-hours = Hours
issue-entries = Entries
issue-all-entries = All { $n } entries
issue-beneath = Sub-issues
issue-kept = Kept here
issue-kept-note = no sync touches it
issue-own-tags = Own tags
issue-save = Save
issue-comments = Comments
issue-no-comments = Nothing has been said about this issue yet.
issue-delete = Delete
issue-delete-comment = Delete the comment of { $author }, { $at }
issue-add-comment = Add a comment
issue-comment = Comment
issue-from = From { $tracker }
issue-from-note = change it there
issue-state = State
issue-state-there = “{ $state }” there
issue-project = Project
issue-assignee = Assignee
issue-priority = Priority
issue-due = Due
issue-labels = Labels
issue-parent = Parent
issue-parent-unknown = an issue that is not here
issue-branch = Branch
issue-copy-branch = Copy the branch name
said-issue-estimate = Estimate
said-issue-cycle = Cycle
said-issue-linear-project = Linear project
said-issue-milestone = Milestone
said-issue-created-by = Created by
said-issue-created = Created
said-issue-started = Started
said-issue-completed = Completed
said-issue-formerly = Formerly
said-status-todo = To do
said-status-in-progress = In progress
said-status-review = Review
said-status-done = Done
said-status-cancelled = Cancelled
said-priority-low = Low
said-priority-medium = Medium
said-priority-high = High
said-priority-urgent = Urgent
said-bulk-select = Select at least one issue first.
said-bulk-most = Select at most 500 issues at a time.
said-bulk-choose = Choose a state, a project or a tag to give to the selected issues.
said-bulk-project = These issues belong to the connected tracker, which says what project they are in. Move them there.
said-bulk-time = Time is booked on these issues under their project. Move that time first, then the issues.
said-bulk-no-time = There is no finished time on these issues that is yours to change.
said-task-linked = This task belongs to an issue in the connected tracker. { $what }
said-task-linked-fields = Change its name, description, state, priority, assignee and due date there.
said-task-hours = Write hours as a number, such as 6 or 1.5.
said-task-project = Choose the project that the task belongs to.
said-task-no-project = There is no such project.
said-task-archived-project = This project is archived. Bring it back first, or choose another.
said-task-no-person = There is no such active person.
suggest-without = Start without an issue: “{ $typed }”

## Command palette

palette-label = Command palette
palette-field = Search pages, actions, issues, projects and clients
palette-placeholder = Go to, do, or find an issue
palette-results = Results
palette-start = Ctrl ↵ start
palette-none = Nothing is called “{ $typed }”.
palette-recent = Recent
palette-assigned = Assigned to you
palette-pages = Pages
palette-actions = Actions
palette-issues = Issues
palette-projects = Projects
palette-clients = Clients
palette-people = People
palette-views = Saved views
palette-tags = Labels and tags
palette-sheet = Form
search-title = Search
search-key = Search
search-field = Search everything
search-placeholder = Pages, actions, issues, projects, clients
search-none = Nothing found
search-none-text = Nothing is called “{ $typed }”. An issue is found by its identifier, by parts of its title, or by its link.
command-today = Today
command-issues = Issues
command-board = Board
command-projects = Projects
command-clients = Clients
command-me = Me
command-tokens = API tokens
command-import = Import
command-webhooks = Webhooks
command-integrations = Integrations
command-people = People
command-organisation = Organisation
command-views = Saved views
command-stop = Stop the timer
command-pause = Pause the timer
command-resume = Resume the timer
command-start = Start a timer
command-add = Add time
command-create = New issue
command-undo = Undo
command-keys = Show all keys
command-dark = Dark theme
command-light = Light theme
command-system = Theme of the system
command-sign-out = Sign out

## More keys

keys-everywhere = Everywhere
keys-palette = Search and do anything
keys-create = Create what the page lists
keys-edit = Edit the row
keys-pick = Select the row
keys-pick-through = Select from the last one to here
keys-pick-none = Select none
keys-issues = On a page of issues
keys-filter = Filter
keys-switch = List or board
keys-move = Move the card
keys-off = Single keys can be switched off under <a href="/settings/me">Settings → Me</a>.
keys-are-off = They are off now.
me-single-keys = Single keys, such as J, K, T and S
me-single-keys-hint = Never while typing. Ctrl K and Escape always work.
## Reports

nav-reports = Reports
nav-entries = Entries
reports-title = Reports
reports-export = Export CSV
reports-filters = Filters
reports-filter = Filter
reports-from = From
reports-to = To
reports-show = Show
reports-choose = Choose…
reports-cancel = Cancel this filter
reports-remove = Remove the filter { $name }: { $value }
reports-days = { $from } – { $to }
reports-range-today = Today
reports-range-yesterday = Yesterday
reports-range-this-week = This week
reports-range-last-week = Last week
reports-range-this-month = This month
reports-range-last-month = Last month
reports-range-this-quarter = This quarter
reports-range-last-quarter = Last quarter
reports-range-this-year = This year
reports-range-last-year = Last year
reports-range-7-days = Last 7 days
reports-range-30-days = Last 30 days
reports-range-all = All time
reports-range-custom = Days
reports-group = Group by
reports-then = then by
reports-by-project = Project
reports-by-client = Client
reports-by-task = Issue
reports-by-person = Person
reports-by-tag = Tag
reports-by-day = Day
reports-by-week = Week
reports-by-month = Month
reports-then-none = Nothing
reports-no-project = No project
reports-no-client = No client
reports-no-task = No issue
reports-no-tag = No tag
reports-notes = Notes
reports-yes = Yes
reports-no = No
reports-only-billable = Only billable
reports-only-unbillable = Only not billable
reports-total = Total
reports-hours = Hours
reports-billable = Billable
reports-unbillable = Not billable
reports-entries = Entries
reports-share = Share
reports-more = and { $n } more
reports-shown = { $first }–{ $last } of { $all }
reports-heard = Hours by { $by }, { $total } in all. The most: { $longest }.
reports-empty = No time here
reports-empty-text = No finished entry matches these days and filters. Choose other days, or remove a filter.
reports-tags-note = An entry with two tags counts under both, so the groups may add up to more than the total, which counts each entry once.
reports-explain = Explain these numbers
reports-explain-days = Days
reports-explain-days-text = Everything that began from { $from } up to, but not including, { $to }: days in your time zone, { $zone }.
reports-explain-midnight = Over midnight
reports-explain-midnight-text = An entry counts whole on the day on which it began, as in the list of entries. (Today and the week’s goal split it at midnight.)
reports-explain-rounding = Rounding
reports-explain-rounding-text = Worked seconds are added up as they are. Only what is shown drops the seconds; point at a number to see them. Your own rounding applies to single entries, never to sums.
reports-explain-counted = Counted
reports-explain-counted-text = Finished entries that are not deleted, without their breaks. A running timer counts from when it stops.
reports-explain-whose = Whose
reports-explain-own = Your own time. Managers and administrators see everybody’s.
reports-explain-all = Everybody’s time, as far as no filter says otherwise.
said-reports-too-many = That would be more than 1,200 groups of time. Choose weeks or months, or a shorter range.
said-reports-backwards = The last day is before the first.

## Entries

entries-title = Entries
entries-count = { $n ->
    [1] 1 entry
   *[other] { $n } entries
}
entries-billable = { $hours } billable
entries-report = Report
entries-search = Search the notes
entries-pick = Select { $title }, { $day }
entries-open = Change it on its day
entries-bulk = Change the selected entries
entries-all-shown = All on this page
entries-all = All { $n } that the filter finds
entries-action = Do with them…
entries-set-billable = Make billable
entries-set-unbillable = Make not billable
entries-set-paid = Mark as paid
entries-set-unpaid = Mark as not paid
entries-add-tag = Add a tag
entries-remove-tag = Remove a tag
entries-delete = Delete
entries-tag = Tag
entries-apply = Apply
entries-note = Finished entries by when they began. A running timer joins when it stops.
flash-bulk = { $changed ->
    [1] 1 entry changed.
   *[other] { $changed } entries changed.
}
flash-bulk-left = { $changed } changed, { $left } left as they are: they run, are on an invoice, or are full.
said-bulk-choose = Choose what to do with the entries.
said-bulk-tick = Tick the entries that you mean first.
said-bulk-too-many = These are more than 5,000 entries. Narrow the filter, and change them in parts.

## Projects and clients

projects-title = Projects
projects-new = New project
projects-archived = Archived projects
projects-tab-archived = Archived
projects-and-clients = Projects and clients
projects-search = Search projects
projects-none-found = Nothing is called so
projects-none-found-text = No project here has that in its name, its code or its client’s name.
projects-none-archived = Nothing is archived
projects-none-archived-text = A finished project can be archived on its page. It takes no more time; what is on it stays.
projects-none = No projects yet
projects-none-text = Connect Linear, and each of your teams becomes a project. Or make one yourself.
projects-project = Project
projects-client = Client
projects-open = Open issues
projects-budget = Budget used
projects-plan = { $used } of { $whole }
projects-over = More was used than was planned.
projects-rate = Hourly rate
projects-not-billable = not billable
projects-edit = Edit
projects-edit-title = Edit project
projects-is-archived = This project is archived: it takes no more time. What is on it stays.
projects-restore = Bring back
projects-archive = Archive
projects-by-task = Hours by issue
projects-by-person = Hours by person
projects-others = Others
projects-no-time = No time has been put on this project yet. Start a timer on one of its issues:
projects-its-issues = open issues
projects-latest = Latest entries
projects-latest-own = Your latest entries
projects-all-entries = All entries of this project
projects-kept-by = Kept by
projects-linear = Linear
projects-name = Name
projects-code = Code
projects-choose-client = Choose a client
projects-client-first = Add a client first: each project belongs to one.
projects-billable = Time on it is billable
projects-billable-hint = May be changed on each entry.
projects-rate-in = Hourly rate in { $currency }
projects-rate-hint = Else the client’s.
projects-estimate = Estimate in hours
projects-budget-in = Budget in { $currency }
projects-description = Description
projects-save = Save
projects-add = Add project
projects-cancel = Cancel
clients-title = Clients
clients-new = New client
clients-edit = Edit client
clients-add = Add client
clients-none = No clients yet
clients-none-text = A client is whom work is for; each project belongs to one. Linear’s projects come under one of their own.
clients-projects = { $n ->
    [one] { $n } project
   *[other] { $n } projects
}
clients-show-archived = Show archived clients
clients-hide-archived = Hide archived clients
clients-is-archived = This client is archived: no new project can be made for it. What is there stays.
clients-no-projects = No project belongs to this client yet.
clients-contacts = Contacts
clients-no-contacts = Nobody is noted here yet.
clients-primary = first
clients-add-contact = Add a contact
clients-remove-contact = Remove { $name }
clients-first-name = First name
clients-last-name = Last name
clients-role = Role
clients-notes = Notes
clients-no-notes = Nothing is noted about this client yet.
clients-note = New note
clients-important = Important
clients-add-note = Add the note
clients-remove-note = Remove
clients-contact = Contact
clients-email = E-mail
clients-phone = Phone
clients-address = Address
clients-description = About the client
clients-rate-hint = Where a project has none of its own.

## Audit log

nav-audit = Audit log
audit-title = Audit log
audit-person = Person
audit-everybody = Everybody
audit-kind = Kind of thing
audit-everything = Everything
audit-product = TimeTracker
audit-none = Nothing was changed
audit-none-text = No line of the log matches. Choose somebody else or another kind of thing.
audit-newest = Newest
audit-older = Older

## People, tokens, organisation

people-title = People
people-tracking = { $n ->
    [0] nobody tracks time now
    [one] { $n } person tracks time now
   *[other] { $n } people track time now
}
people-invite = Invite somebody
people-link = The invitation’s link
people-link-text = Give it to { $name }. It works once, for seven days, and is shown only now.
people-copy = Copy
people-not-tracking = not tracking
people-never = never signed in
people-now = active now
people-seen = active { $day }
people-deactivated = deactivated
people-invited = Invited
people-until = until { $day }
people-revoke = Revoke
people-revoke-of = Revoke the invitation of { $name }
people-name = Name
people-email = E-mail
people-email-hint = Also how this person is recognised in Linear.
people-role = Role
people-roles = Members track their own time. Managers also see everybody’s and edit projects. Administrators also invite people and connect Linear. Viewers only look.
people-make = Make an invitation
people-week = Entries of this week
people-all = All people
people-details = Details
people-deactivate = Deactivate
people-deactivate-text = { $name } is signed out everywhere, their API tokens end, and a running timer stops with its time kept. Nothing is deleted.
people-reactivate = Reactivate
people-reactivate-text = { $name } may sign in again with the password they had. API tokens stay revoked.
said-role-viewer = Viewer
said-role-user = Member
said-role-manager = Manager
said-role-admin = Administrator
tokens-new = The new token
tokens-once = Copy it now: it is not stored and cannot be shown again.
tokens-try = Try it in a terminal:
tokens-copy-command = Copy the command
tokens-none = No tokens yet
tokens-none-text = A token lets a program act as you: an app, a script, a browser extension.
tokens-none-text-of = A token lets a program act as { $name }: an app, a script, a browser extension.
tokens-revoke-of = Revoke { $name }
tokens-make-title = Make a token
tokens-make = Make the token
tokens-name = What it is for
tokens-name-placeholder = Phone, backup script, …
tokens-days = How long it works
tokens-30-days = 30 days
tokens-90-days = 90 days
tokens-a-year = A year
tokens-for-ever = Until it is revoked
tokens-may = What it may do
tokens-preset-browser = Browser extension: timer and entries; projects and tasks to read
tokens-preset-desktop = Desktop app: read and write what I may
tokens-preset-report = Read-only report: totals, entries and what they belong to
tokens-preset-admin = Everything an administrator may
tokens-preset-own = Custom: only the scopes ticked below
tokens-more = Single scopes, networks, a note
tokens-ticked = Where a box is ticked, only what is ticked counts.
tokens-scopes = Scopes
tokens-read-all = read everything
tokens-write-all = write everything
tokens-administer = administer
tokens-read = read
tokens-write = write
tokens-networks = Only from these addresses
tokens-networks-hint = Addresses and CIDR blocks, with commas between. Empty: from everywhere.
tokens-note = A note
tokens-yours = your token
tokens-of = a token of { $name }
tokens-all = All tokens
tokens-new-text = The new text
tokens-old-until = The old one works until { $time }.
tokens-old-ended = The old one has stopped working.
tokens-begins = Begins with
tokens-from = From
tokens-everywhere = everywhere
tokens-made = Made
tokens-used = Used
tokens-old-text = Old text
tokens-works-until = works until { $time }
tokens-replace = Replace
tokens-replace-text = The token gets a new text and keeps its scopes, limits and history. A text older than the present one ends at once.
tokens-overlap = The present one works for
tokens-no-longer = No longer
tokens-an-hour = An hour more
tokens-a-day = A day more
tokens-a-week = A week more
tokens-a-month = 30 days more
tokens-replace-it = Replace it
tokens-revoke-text = Whatever uses it is refused at once.
tokens-revoke-it = Revoke it
tokens-revoked-on = revoked { $day }
tokens-expired-on = expired { $day }
tokens-until = until { $day }
tokens-no-end = no end
tokens-never-used = never used
tokens-used-on = used { $day }
tokens-times = { $n ->
    [one] { $n } time
   *[other] { $n } times
}
organisation-settings = Settings of the organisation
organisation-timezone-hint = New people start with it; everybody may choose their own.
organisation-currency-hint = Three letters, such as EUR. Rates keep their numbers.
