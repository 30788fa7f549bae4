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
said-timer-since = Seit { $time } ({ $zone })

## Keys

keys-title = Tasten
keys-timer = Timer
keys-start = Ein Ticket suchen und starten
keys-start-typing = Dasselbe, auch beim Tippen
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
