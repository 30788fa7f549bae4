# Was die Schweiz anders schreibt als de.ftl: kein ß.

frame-close = Schliessen
said-error-too-large = Das ist grösser, als dieser Server annimmt.
error-too-large = Zu gross
