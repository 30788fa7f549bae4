# Alle Texte der Seiten auf Deutsch. Schlüssel und Argumente stehen in en.ftl und heißen hier gleich.
# Wir duzen, schreiben kurz und sagen „Ticket“ für „issue“, „Zeiteintrag“ für „time entry“.

## Frame

frame-skip = Zum Inhalt springen
frame-main = Hauptmenü
frame-close = Schließen
frame-sign-out = { $name } abmelden
nav-today = Heute
nav-issues = Tickets
nav-projects = Projekte
nav-settings = Einstellungen
nav-integrations = Integrationen
nav-people = Personen
nav-organisation = Organisation
nav-me = Ich
nav-tokens = API-Tokens
nav-imports = Import
nav-webhooks = Webhooks

## Timer bar

timer-label = Timer
timer-billable = abrechenbar
timer-note = Notiz zum laufenden Timer
timer-note-placeholder = Notiz hinzufügen …
timer-switch = Wechseln zu
timer-switch-placeholder = Wechseln zu …
timer-what = Woran arbeitest du?
timer-what-placeholder = Woran arbeitest du? Ein Ticket, sein Kürzel oder Link
timer-start = Starten
timer-resume = Fortsetzen
timer-pause = Pause
timer-stop = Stopp

## Keys

keys-title = Tasten
keys-timer = Timer
keys-start = Ein Ticket suchen und starten
keys-stop = Stoppen
keys-pause = Anhalten oder fortsetzen
keys-add = Zeit eintragen
keys-undo = Rückgängig machen, was die Meldung sagt
keys-go = Gehe zu
keys-list = In einer Liste
keys-next = Nächste Zeile
keys-before = Zeile davor
keys-row-start = Timer der Zeile starten
keys-open = Zeile öffnen
keys-search = Suchen
keys-turn = Seite oder Tag davor, danach
keys-this = Diese Liste

## Components

pages-label = Seiten
pages-previous = Zurück
pages-next = Weiter
notices-label = Hinweise
notices-look = Ansehen
toast-undo = Rückgängig
form-colour = Farbe
form-colour-number = Farbe { $n }
state-todo = Offen
state-in-progress = In Arbeit
state-review = In Prüfung
state-done = Erledigt
state-cancelled = Verworfen

## Scripts

script-dismiss = Ausblenden
script-signed-out = Du wurdest inzwischen abgemeldet. Was du getippt hast, steht noch hier.
script-sign-in = In einem neuen Tab anmelden
script-server-error = Der Server hat mit einem Fehler geantwortet (%status). Auf dieser Seite ging nichts verloren; versuche es gleich noch einmal.
script-unreachable = Der Server war nicht erreichbar. Prüfe das Netz und versuche es noch einmal.
script-unreachable-typed = Der Server war nicht erreichbar. Was du getippt hast, steht noch hier. Prüfe das Netz und versuche es noch einmal.
script-copied = Kopiert.
script-not-copied = Der Browser erlaubt das Kopieren hier nicht. Markiere den Text und kopiere ihn von Hand.

## Days, numbers, lengths of time

weekday-monday = Montag
weekday-tuesday = Dienstag
weekday-wednesday = Mittwoch
weekday-thursday = Donnerstag
weekday-friday = Freitag
weekday-saturday = Samstag
weekday-sunday = Sonntag
weekday-mon = Mo
weekday-tue = Di
weekday-wed = Mi
weekday-thu = Do
weekday-fri = Fr
weekday-sat = Sa
weekday-sun = So
month-january = Januar
month-february = Februar
month-march = März
month-april = April
month-may = Mai
month-june = Juni
month-july = Juli
month-august = August
month-september = September
month-october = Oktober
month-november = November
month-december = Dezember
month-jan = Jan.
month-feb = Feb.
month-mar = März
month-apr = Apr.
month-may-short = Mai
month-jun = Juni
month-jul = Juli
month-aug = Aug.
month-sep = Sept.
month-oct = Okt.
month-nov = Nov.
month-dec = Dez.
date-weekday = { $weekday }, { $date }
date-long = { $day }. { $month }
date-long-year = { $day }. { $month } { $year }
date-short = { $day }. { $month }
date-short-year = { $day }. { $month } { $year }
date-month = { $month } { $year }
number-percent = { $n } %
duration-h = { $h } Std.
duration-min = { $min } Min.
duration-h-min = { $h } Std. { $min } Min.
duration-s = { $s } Sek.

## Signing in

sign-in-title = Anmelden
sign-in-lead = bei { $organisation }
sign-in-demo = Dies ist eine Vorführung mit erfundenen Daten. Melde dich als <strong>{ $username }</strong> mit <code>{ $password }</code> an.
sign-in-username = Benutzername oder E-Mail
sign-in-password = Passwort
account-name = Dein Name
account-username = Benutzername
account-email = E-Mail
account-password-hint = Mindestens 8 Zeichen.
account-timezone = Zeitzone
account-timezone-hint = Wo deine Tage beginnen und enden.
invitation-title = { $organisation } beitreten
invitation-lead = Du wurdest als { $email } eingeladen. Wähle, wie du dich anmeldest.
invitation-join = Beitreten
set-up-title-short = Einrichten
set-up-title = TimeTracker einrichten
set-up-lead = Einmal, für alle hier. Der Code steht im Terminal, in dem TimeTracker gestartet wurde.
set-up-code = Einrichtungscode
set-up-organisation = Organisation
set-up-currency = Währung
set-up-administrator = Die erste Administratorin, der erste Administrator
set-up-email-hint = Daran werden auch Personen in Linear erkannt.
set-up-create = TimeTracker anlegen
said-sign-in-wrong = Dieser Benutzername oder diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen.
said-set-up-code = Das ist nicht der Code. Er steht im Terminal, in dem TimeTracker gestartet wurde.

## What just happened

flash-switched = Gewechselt: Der andere Timer wurde gestoppt.
flash-started = Timer gestartet.
flash-stopped = Gestoppt nach { $length }
flash-deleted = Eintrag gelöscht.
said-done-saved = Gespeichert.
said-done-added = Hinzugefügt.
said-done-gone = Gelöscht.
said-done-archived = Archiviert. Die Zeit bleibt; du kannst es zurückholen.
said-done-hidden = Ausgeblendet. Die Zeit bleibt.
said-done-restored = Zurückgeholt.
said-done-undone = Rückgängig gemacht.
said-done-connected = Verbunden. Der erste Abgleich hat begonnen.
said-done-connected-to-look = Verbunden. Nichts wird übernommen, bis du es sagst.
said-done-reading-again = Alles wird neu gelesen.
said-done-comparing = Alles hier wird mit allem dort verglichen.
said-done-previewing = Die Vorschau wird erstellt.
said-done-retried = Es wird noch einmal versucht, mit dem Abgleich, der begonnen hat.
said-done-settings = Einstellungen gespeichert.
said-done-disconnected = Getrennt. Aufgaben und ihre Zeit bleiben.
said-done-tested = Die Verbindung funktioniert.
said-done-sync = Abgleich gestartet.
said-done-cancelled = Der Abgleich hält nach der Seite an, bei der er ist.
said-done-invited = Einladung erstellt. Gib den Link weiter.
said-done-deactivated = Deaktiviert: Anmeldung und Tokens funktionieren nicht mehr. Die Zeit bleibt.
said-done-reactivated = Wieder aktiviert.
said-done-hook-test = Test gesendet. Was daraus wurde, steht im Protokoll.
said-done-hook-again = Noch einmal gesendet. Was daraus wurde, steht im Protokoll.
said-done-hook-on = Eingeschaltet. Was gewartet hat, wird zuerst gesendet.
said-done-hook-off = Ausgeschaltet. Es wird nichts mehr gesendet.
said-done-hook-gone = Gelöscht, samt Protokoll.
said-done-revoked = Widerrufen. Das Token funktioniert nicht mehr.
said-done-password = Passwort geändert. Andere Geräte wurden abgemeldet.
said-done-uninvited = Widerrufen. Der Link funktioniert nicht mehr.
said-done-joined = Willkommen. Starte oben einen Timer, am schnellsten mit dem Kürzel eines Tickets.
said-done-import-cancelled = Der Import hält nach den Zeilen an, bei denen er ist.
said-done-import-discarded = Die Datei wurde verworfen. Nichts war übernommen.
said-done-welcome = Willkommen. Verbinde Linear unter Integrationen, oder starte einfach einen Timer.

## Errors

error-go-home = Zu Heute
error-not-found = Nicht gefunden
error-unauthenticated = Bitte anmelden
error-forbidden = Nicht erlaubt
error-invalid = Etwas stimmt nicht
error-rule = Das geht nicht
error-conflict = Das hat sich inzwischen geändert
error-too-many = Zu viele Versuche
error-too-large = Zu groß
error-unavailable = Gerade nicht verfügbar
error-internal = Etwas ist schiefgegangen
said-error-not-found = Das gibt es nicht, oder du darfst es nicht sehen.
said-error-too-large = Das ist größer, als dieser Server annimmt.
said-error-internal = Bei uns ist etwas schiefgegangen. Es wurde protokolliert; bitte versuche es noch einmal.
said-error-same-moment = Jemand hat im selben Augenblick dasselbe gespeichert. Lade neu und versuche es noch einmal.
said-error-nul = Ein Text enthält ein NUL-Zeichen. Entferne es und versuche es noch einmal.
said-error-database = Die Datenbank ist beschäftigt oder nicht da. Nichts wurde gespeichert; versuche es gleich noch einmal.
said-error-form = Das Formular kam nicht vollständig an. Geh zurück, lade die Seite neu und sende es noch einmal.
said-error-foreign-form = Dieses Formular kam von einer anderen Website, deshalb wurde nichts getan. Öffne die Seite hier und sende es noch einmal.
said-error-admin = Das darf nur, wer administriert. Frag jemanden von euch.
said-error-manager = Das darf nur, wer leitet oder administriert.
said-error-viewer = Du darfst ansehen, aber nicht ändern: Deine Rolle ist „Betrachter“.
said-error-needed = { $label } wird gebraucht.
said-error-too-long = { $label } darf höchstens { $most } Zeichen haben; hier sind es { $count }.
said-error-label-nul = { $label } enthält ein NUL-Zeichen. Entferne es.
said-error-negative = Ein Betrag darf nicht negativ sein.

## Today

today-today = Heute
today-yesterday = Gestern
today-tomorrow = Morgen
today-now = jetzt
today-day-before = Tag davor
today-day-after = Tag danach
today-add = Zeit eintragen
today-add-button = Eintragen
today-form = Formular
today-jot = Zeit notieren
today-jot-example = Zeit eintragen: 1h30 ENG-12 Pairing #review
today-preview-where = Nenne eine Aufgabe oder ein Projekt.
today-preview-ahead = Das reicht in die Zukunft.
today-preview-clash = Das liegt auf { $others }. Drücke Enter und wähle, was weicht.
today-nothing = Noch keine Zeit
today-nothing-today = Suche oben eine Aufgabe und drücke Enter: Ihr Timer läuft. Oder notiere, was schon getan ist.
today-nothing-then = Notiere oben, was an diesem Tag getan wurde.
today-entries = Einträge
today-no-entries = Keine Einträge
today-line = { $n ->
    [one] { $n } Eintrag
   *[other] { $n } Einträge
 } zwischen { $from } und { $to }
today-gap = { $length } Lücke
today-gap-name = { $length } ohne Eintrag, { $from }–{ $to }: füllen
today-line-hint = Ziehen verschiebt, am Rand ziehen ändert die Länge. Mit der Tastatur: Pfeile verschieben, Umschalt das Ende, Alt den Anfang; Enter behält es, Escape verwirft es.
today-issue = Aufgabe
today-issue-example = ENG-42, ein Link oder Wörter
today-project = Projekt
today-project-own = Das der Aufgabe
today-note = Notiz
today-tags = Schlagwörter
today-tags-example = Review, Pairing
today-day = Tag
today-from = Von
today-to = Bis
today-length = Dauer
today-billable = Abrechenbar
today-not-billable = nicht abrechenbar
today-change = { $title } ändern
today-save = Speichern
today-open-issue = Aufgabe öffnen
today-delete = Löschen
today-split = Teilen
today-split-at = Teilen um
today-merge = Mit dem davor vereinen
today-breaks = Ohne { $length } Pausen
today-precise = { $from } bis { $to }, { $zone }
today-precise-worked = { $from } bis { $to }, { $zone }, { $worked } gearbeitet
today-again = { $title } erneut starten
today-again-title = Erneut starten
today-clash = Was weicht?
today-keep = Die anderen behalten
today-keep-hint = dieser bekommt, was sie frei lassen
today-trim = Die anderen kürzen
today-trim-hint = sie enden, wo dieser beginnt
today-split-others = Die anderen teilen
today-split-others-hint = sie gehen nach diesem weiter
today-versions = Zwei Fassungen
today-mine = Deine
today-theirs = Inzwischen gespeichert
today-take-mine = Meine speichern
today-keep-theirs = Die gespeicherte behalten
today-total = Summe für { $day }
today-goal = Ziel { $length }
today-this-week = Diese Woche
today-last-week = Letzte Woche
today-week-of = Woche ab { $day }
today-assigned = Dir zugewiesen
today-start = { $title } starten
today-your-issues = Deine Aufgaben
today-connect-why = Verbinde Linear, dann stehen hier die Aufgaben, die dir zugewiesen sind, jede mit einem Startknopf.
today-connect = Linear verbinden
timer-edit = Diesen Timer ändern
timer-edit-start = Begonnen um
timer-edit-start-hint = 9:15, oder -5 für fünf Minuten früher
timer-edit-set = Setzen
timer-earlier = Fünf Minuten früher
timer-later = Fünf Minuten später
timer-since = Seit { $time } ({ $zone })
timer-over-label = Ein langer Timer
timer-over = Dieser Timer läuft seit { $length }, begonnen { $since }. Stimmt das?
timer-over-keep = Behalten
timer-over-cut-at = Er endete um
timer-over-cut = Kürzen
timer-over-discard = Verwerfen
said-done-moved = Verschoben.
said-done-split = In zwei geteilt.
said-done-merged = Zu einem vereint.
said-done-cut = Der Timer endete dort.
said-done-kept = Behalten. Er fragt wieder, wenn er noch einmal so lange gelaufen ist.
said-done-discarded = Der Timer wurde verworfen.
said-today-overlap = Das liegt auf „{ $name }“ am { $day }, { $from }–{ $to }. Ändere die Zeiten oder zuerst jenen Eintrag.
said-today-stale = Dieser Eintrag wurde inzwischen geändert. Sieh dir beide Fassungen an und speichere noch einmal.
said-today-stale-look = Dieser Eintrag wurde inzwischen geändert. Sieh ihn dir an, wie er jetzt ist, und versuche es noch einmal.
said-today-undo-stale = Ein Eintrag wurde seitdem geändert, deshalb lässt sich das nicht zurücknehmen. Ändere ihn von Hand.
said-today-undone = Das wurde schon zurückgenommen.
said-today-nothing-left = Die anderen nehmen die ganze Zeit ein: Von diesem Eintrag bliebe nichts. Kürze oder teile sie stattdessen.
said-today-into-timer = Das reicht in den laufenden Timer. Stoppe ihn zuerst, oder lass den Eintrag früher enden.
said-today-place = Wähle das Projekt, die Aufgabe oder den Kunden, für den die Zeit war.
said-today-no-issue = Es gibt keine Aufgabe „{ $name }“. Schreibe ihr Kürzel, wie ENG-42, oder lass das leer.
said-today-no-project = Es gibt kein aktives Projekt „{ $name }“. Wähle eines aus der Liste.
said-today-no-time = „{ $text }“ ist keine Uhrzeit. Schreibe eine wie 9:30 oder 14:05.
said-today-when-ended = Sag, wann es endete oder wie lange es dauerte.
said-today-when-began = Sag, wann es begann oder wie lange es dauerte.
said-today-how-long = Sag, wie lange es dauerte, wie 1:30 oder 1h 30m, oder von wann bis wann.
said-today-end-first = Das Ende muss nach dem Anfang liegen.
said-today-split-outside = Wähle eine Zeit zwischen Anfang und Ende des Eintrags.
said-today-no-room = Am { $day } ist kein Platz mehr. Sag, wann es begann.
said-today-other-work = Diese beiden sind für verschiedene Arbeit. Gib beiden dieselbe Aufgabe, dasselbe Projekt und dieselbe Abrechnung, dann vereine sie.
said-today-between = Zwischen diesen beiden liegt ein anderer Eintrag. Nur Nachbarn lassen sich vereinen.
said-today-merge-running = Ein laufender Timer lässt sich nicht vereinen. Stoppe ihn zuerst.
said-today-invoiced = Er steht auf der Rechnung { $number }. Nimm ihn zuerst von ihr, indem du ihn auf nicht bezahlt setzt.
said-timer-none = Es läuft kein Timer.
said-timer-future = Ein laufender Timer kann nicht in der Zukunft oder in seiner Pause beginnen.
said-timer-no-start = „{ $text }“ ist kein Anfang. Schreibe eine Zeit wie 9:15, oder -5 für fünf Minuten früher.
said-timer-no-cut = „{ $text }“ ist keine Zeit zwischen dem Anfang und jetzt. Schreibe eine wie 18:00.
said-timer-cut-when = Wähle eine Zeit nach dem Beginn des Timers und nicht in der Zukunft.
said-timer-running-already = Es läuft schon ein Timer. Stoppe ihn zuerst, oder wechsle zu diesem.
## Aufgaben

issues-title = Aufgaben
issues-view = Ansicht
issues-list = Liste
issues-board = Tafel
issues-list-key = Liste (V)
issues-board-key = Tafel (V)
issues-group = Gruppe
issues-order = Reihenfolge
issues-new = Neu
issues-views = Ansichten
issues-all = Alle Aufgaben
issues-mine = Meine
issues-search = Aufgaben suchen
issues-search-short = Suchen
issues-filter = Filter
issues-clear = Leeren
issues-change-filter = Diesen Filter ändern
issues-remove-filter = Filter entfernen: { $filter }
issues-remove = Entfernen
issues-none-match = Keine Aufgabe passt
issues-none-match-text = Keine Ihrer Aufgaben passt zu allen diesen Filtern.
issues-show-all = Alle Aufgaben zeigen
issues-none = Noch keine Aufgaben
issues-none-text = Verbinden Sie Linear, dann steht jede Aufgabe Ihrer Teams hier, bereit zur Zeiterfassung.
issues-connect = Linear verbinden
issues-ask-admin = Das kann ein Administrator unter Integrationen tun.
issues-select = { $name } auswählen
issues-start = { $name } starten
issues-missing = nicht dort
issues-missing-title = Diese Aufgabe ist im Tracker nicht mehr zu sehen
issues-count = { $n ->
    [one] { $text } Aufgabe
   *[other] { $text } Aufgaben
}
issues-range = { $first }–{ $last } von { $all }
issues-hours-of = { $worked } von { $estimated }
issues-without = Ohne
issues-nobody = Niemand
issues-no-cycle = Kein Zyklus
issues-no-label = Kein Label
group-state = Status
group-project = Projekt
group-assignee = Zuständig
group-priority = Priorität
group-cycle = Zyklus
group-label = Label
group-none = Keine Gruppen
sort-updated = Zuletzt geändert
sort-created = Neueste
sort-priority = Priorität
sort-due = Fälligkeit
sort-estimate = Schätzung
sort-time = Erfasste Zeit
sort-title = Titel
priority-sign-low = Niedrige Priorität
priority-sign-medium = Mittlere Priorität
priority-sign-high = Hohe Priorität
priority-sign-urgent = Dringend
filter-title = Filter
filter-heading = Aufgaben filtern
filter-narrow = Eingrenzen
filter-narrow-label = Eingrenzen: { $kind }
filter-any = beliebig
filter-other-labels = Andere, durch Kommas getrennt
filter-show = Zeigen
filter-save = Als Ansicht speichern …
filter-text = Text
filter-state = Status
filter-assignee = Zuständig
filter-project = Projekt
filter-priority = Priorität
filter-label = Label oder Stichwort
filter-cycle = Zyklus
filter-estimate = Schätzung
filter-time = Zeit
filter-starred = Favorit
filter-chip = { $kind }: { $values }
filter-me = ich
filter-nobody = niemand
filter-unknown = Nummer { $n }
filter-over = überschritten
filter-under = eingehalten
filter-missing = fehlt
filter-some = vorhanden
filter-none = keine
filter-yes = meine Favoriten
bulk-label = Ausgewählte Aufgaben
bulk-count = { $n } ausgewählt
bulk-selected = Ausgewählt
bulk-state = Status
bulk-state-choose = Status …
bulk-project = Projekt
bulk-project-choose = Projekt …
bulk-tag = Stichwort
bulk-tag-add = Stichwort dazu
bulk-apply = Anwenden
bulk-star = Favorit
bulk-billable = Zeit abrechenbar
bulk-not-billable = Nicht abrechenbar
flash-issues = { $n ->
    [one] { $n } Aufgabe geändert.
   *[other] { $n } Aufgaben geändert.
}
flash-issues-left = { $n ->
    [one] { $n } Aufgabe blieb,
   *[other] { $n } Aufgaben blieben,
} wie sie war: darüber entscheidet ihr Tracker oder die darauf gebuchte Zeit.
flash-time = { $n ->
    [one] { $n } Eintrag geändert.
   *[other] { $n } Einträge geändert.
}
flash-starred = { $n ->
    [one] { $n } Aufgabe zu Ihren Favoriten hinzugefügt.
   *[other] { $n } Aufgaben zu Ihren Favoriten hinzugefügt.
}
board-title = Tafel
board-columns = Spalten
board-move = Verschieben
board-move-name = { $name } verschieben
board-linked = Ihr Tracker sagt, wo sie steht.
board-empty = Hier ist nichts.
board-more = { $n ->
    [one] { $text } weitere Aufgabe
   *[other] { $text } weitere Aufgaben
}
board-hint = Ziehen Sie eine Karte, oder drücken Sie auf ihr <kbd>[</kbd> und <kbd>]</kbd>, um sie in eine andere Spalte zu verschieben.
views-title = Ansichten
views-none = Eine Ansicht ist ein Filter der Aufgaben mit einem Namen. Grenzen Sie die Liste ein, dann speichern Sie sie hier.
views-saved = Gespeicherte Ansichten
views-shared-own = für alle sichtbar
views-shared = von jemandem geteilt
views-delete = Löschen
views-delete-name = Ansicht { $name } löschen
views-save-title = Ansicht speichern
views-name = Name
views-keeps-all = Sie behält alle Aufgaben, nach Status gruppiert.
views-keeps = Sie behält Filter, Gruppen und Reihenfolge, von denen Sie kommen.
views-everybody = Alle sehen sie
views-save = Speichern
new-issue-title = Neue Aufgabe
new-issue-no-project = Eine Aufgabe gehört zu einem Projekt, und es gibt noch keines.
new-issue-make-project = Legen Sie zuerst ein Projekt an.
new-issue-ask = Das kann ein Manager anlegen.
new-issue-name = Titel
new-issue-project = Projekt
new-issue-add = Hinzufügen
new-issue-state = Status
new-issue-priority = Priorität
new-issue-assignee = Zuständig
new-issue-nobody = Niemand
new-issue-due = Fällig
new-issue-hours = Schätzung in Stunden
new-issue-tags = Stichwörter
new-issue-tags-example = Abrechnung, Nachfrage
issue-edit = Bearbeiten
issue-star = Favorit
issue-open = In Linear öffnen
issue-start = Starten
issue-archived = Diese Aufgabe wurde archiviert. Ihre Zeit bleibt.
issue-its-tracker = ihrem Tracker
issue-missing = Diese Aufgabe ist in { $tracker } seit dem { $day } nicht mehr zu sehen: Sie wurde gelöscht, oder der Schlüssel sieht ihr Team nicht. Sie und ihre Zeit bleiben hier; sie kommt zurück, wenn die Aufgabe dort zurückkommt.
issue-hide = Diese Aufgabe verbergen
issue-by-person = Stunden nach Person
issue-of = von { $estimate }
issue-no-time = Auf diese Aufgabe wurde noch keine Zeit gebucht.
issue-by-day = Stunden nach Tag
issue-four-weeks = die letzten vier Wochen
issue-chart = { $days ->
    [one] { $total } in den letzten vier Wochen, an { $days } Tag; { $most } am längsten Tag
   *[other] { $total } in den letzten vier Wochen, an { $days } Tagen; { $most } am längsten Tag
}
issue-today = Heute
issue-as-table = Als Tabelle
issue-day = Tag
issue-hours = Stunden
issue-entries = Einträge
issue-all-entries = Alle { $n } Einträge
issue-beneath = Unteraufgaben
issue-kept = Nur hier
issue-kept-note = kein Abgleich ändert es
issue-own-tags = Eigene Stichwörter
issue-save = Speichern
issue-comments = Kommentare
issue-no-comments = Zu dieser Aufgabe wurde noch nichts gesagt.
issue-delete = Löschen
issue-delete-comment = Kommentar von { $author }, { $at }, löschen
issue-add-comment = Kommentar hinzufügen
issue-comment = Kommentieren
issue-from = Aus { $tracker }
issue-from-note = dort zu ändern
issue-state = Status
issue-state-there = dort „{ $state }“
issue-project = Projekt
issue-assignee = Zuständig
issue-priority = Priorität
issue-due = Fällig
issue-labels = Labels
issue-parent = Übergeordnet
issue-parent-unknown = eine Aufgabe, die nicht hier ist
issue-branch = Branch
issue-copy-branch = Namen des Branch kopieren
said-issue-estimate = Schätzung
said-issue-cycle = Zyklus
said-issue-linear-project = Projekt in Linear
said-issue-milestone = Meilenstein
said-issue-created-by = Angelegt von
said-issue-created = Angelegt
said-issue-started = Begonnen
said-issue-completed = Erledigt
said-issue-formerly = Früher
said-status-todo = Zu tun
said-status-in-progress = In Arbeit
said-status-review = In Prüfung
said-status-done = Erledigt
said-status-cancelled = Abgebrochen
said-priority-low = Niedrig
said-priority-medium = Mittel
said-priority-high = Hoch
said-priority-urgent = Dringend
said-bulk-select = Wählen Sie zuerst mindestens eine Aufgabe aus.
said-bulk-most = Wählen Sie höchstens 500 Aufgaben auf einmal aus.
said-bulk-choose = Wählen Sie einen Status, ein Projekt oder ein Stichwort für die ausgewählten Aufgaben.
said-bulk-project = Diese Aufgaben gehören dem verbundenen Tracker, der ihr Projekt bestimmt. Verschieben Sie sie dort.
said-bulk-time = Auf diese Aufgaben ist unter ihrem Projekt Zeit gebucht. Verschieben Sie zuerst die Zeit, dann die Aufgaben.
said-bulk-no-time = Auf diesen Aufgaben liegt keine abgeschlossene Zeit, die Sie ändern dürfen.
said-task-linked = Diese Aufgabe gehört zu einer im verbundenen Tracker. { $what }
said-task-linked-fields = Ändern Sie Name, Beschreibung, Status, Priorität, Zuständige und Fälligkeit dort.
said-task-hours = Schreiben Sie Stunden als Zahl, etwa 6 oder 1,5.
said-task-project = Wählen Sie das Projekt, zu dem die Aufgabe gehört.
said-task-no-project = Es gibt kein solches Projekt.
said-task-archived-project = Dieses Projekt ist archiviert. Holen Sie es zuerst zurück, oder wählen Sie ein anderes.
said-task-no-person = Es gibt keine solche aktive Person.
suggest-without = Ohne Aufgabe starten: „{ $typed }“

## Befehle

palette-label = Befehle
palette-field = Seiten, Befehle, Aufgaben, Projekte und Kunden suchen
palette-placeholder = Gehen, tun oder eine Aufgabe finden
palette-results = Treffer
palette-start = Strg ↵ starten
palette-none = Nichts heißt „{ $typed }“.
palette-recent = Zuletzt
palette-assigned = Ihnen zugewiesen
palette-pages = Seiten
palette-actions = Befehle
palette-issues = Aufgaben
palette-projects = Projekte
palette-clients = Kunden
palette-people = Personen
palette-views = Gespeicherte Ansichten
palette-tags = Labels und Stichwörter
palette-sheet = Formular
search-title = Suche
search-key = Suchen
search-field = Alles durchsuchen
search-placeholder = Seiten, Befehle, Aufgaben, Projekte, Kunden
search-none = Nichts gefunden
search-none-text = Nichts heißt „{ $typed }“. Eine Aufgabe wird durch ihre Kennung, Teile ihres Titels oder ihren Link gefunden.
command-today = Heute
command-issues = Aufgaben
command-board = Tafel
command-projects = Projekte
command-clients = Kunden
command-me = Ich
command-tokens = API-Tokens
command-import = Import
command-webhooks = Webhooks
command-integrations = Integrationen
command-people = Personen
command-organisation = Organisation
command-views = Gespeicherte Ansichten
command-stop = Zeit anhalten
command-pause = Pause machen
command-resume = Weiter nach der Pause
command-start = Zeit starten
command-add = Zeit eintragen
command-create = Neue Aufgabe
command-undo = Rückgängig
command-keys = Alle Tasten zeigen
command-dark = Dunkles Aussehen
command-light = Helles Aussehen
command-system = Aussehen des Systems
command-sign-out = Abmelden

## Weitere Tasten

keys-everywhere = Überall
keys-palette = Alles suchen und tun
keys-create = Anlegen, was die Seite auflistet
keys-edit = Zeile bearbeiten
keys-pick = Zeile auswählen
keys-pick-through = Von der letzten bis hierher auswählen
keys-pick-none = Nichts auswählen
keys-issues = Auf einer Seite mit Aufgaben
keys-filter = Filtern
keys-switch = Liste oder Tafel
keys-move = Karte verschieben
keys-off = Einzelne Tasten lassen sich unter <a href="/settings/me">Einstellungen → Ich</a> abschalten.
keys-are-off = Jetzt sind sie aus.
me-single-keys = Einzelne Tasten wie J, K, T und S
me-single-keys-hint = Nie beim Schreiben. Strg K und Escape gehen immer.
