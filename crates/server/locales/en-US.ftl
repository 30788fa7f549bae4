# What the United States write in another way than en.ftl.

date-long = { $month } { $day }
date-long-year = { $month } { $day }, { $year }
date-short = { $month } { $day }
date-short-year = { $month } { $day }, { $year }
form-colour = Color
form-colour-number = Color { $n }
nav-organisation = Organization
set-up-organisation = Organization
number-percent = { $n }%
