// What the pages do better where scripts run. Every link and form works without any of this.
//
//   navigation   links and forms without a full reload, by htmx; trouble on the network keeps the page
//   ahead        the page of a link is asked for a moment before it is clicked
//   seen         pages that were seen are there at once while they are true
//   clock        running timers tick
//   day          the page of a day: preview of a line, editing in place, long timers
//   timeline     the line of the day: drag, resize, keys
//   picker       the timer bar's combobox over issues
//   palette      Ctrl-K: pages, actions and everything that has a name
//   sheet        small pages in a dialog, menus
//   board        cards that are dragged
//   sums         hours that come after their page
//   shortcuts    single keys; `?` lists them
//   rows         j and k move through a list, x selects
//   polling      fragments that renew themselves
//   toasts       messages that leave by themselves
//   picks        ticks of rows: all of a page, all of a filter
//   forms        send on change, copy to the clipboard, dialogs
//   drafts       what was typed is kept until it was accepted
//   live         the page is fetched again when something changed
//
// Pages may be swapped at any moment, so every module listens on the document and keeps no element.

import "htmx.org";
import { startAhead } from "./ahead";
import { startBoard } from "./board";
import { startClock } from "./clock";
import { startDay } from "./day";
import { startDrafts } from "./drafts";
import { startForms } from "./forms";
import { startLive } from "./live";
import { startNavigation } from "./navigation";
import { startPalette } from "./palette";
import { startPicker } from "./picker";
import { startPicks } from "./picks";
import { startPolling } from "./polling";
import { startRows } from "./rows";
import { startSheet } from "./sheet";
import { startShortcuts } from "./shortcuts";
import { startTimeline } from "./timeline";
import { startSums } from "./sums";
import { startToasts } from "./toasts";

startNavigation();
startAhead();
startClock();
startDay();
startTimeline();
startPalette();
startPicker();
startSheet();
startBoard();
startRows();
startShortcuts();
startSums();
startPolling();
startToasts();
startForms();
startPicks();
startDrafts();
startLive();
