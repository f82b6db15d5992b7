// Reads a calendar file from standard input with ical.js and says as JSON what a calendar program would show:
// its method, and every meeting with its moments in UTC (series are followed, moved weeks included).
import ICAL from "ical.js";

let text = "";
for await (const part of process.stdin) text += part;

const calendar = new ICAL.Component(ICAL.parse(text));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);

const parts = calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
const masters = parts.filter((part) => !part.isRecurrenceException());
for (const moved of parts.filter((part) => part.isRecurrenceException())) {
  masters.find((master) => master.uid === moved.uid)?.relateException(moved);
}

const shown = (event, start, end) => ({
  uid: event.uid,
  sequence: event.sequence,
  summary: event.summary,
  status: event.component.getFirstPropertyValue("status"),
  attendees: event.attendees.length,
  starts: start.toJSDate().toISOString(),
  ends: end.toJSDate().toISOString(),
});

const meetings = [];
for (const event of masters) {
  if (!event.isRecurring()) {
    meetings.push(shown(event, event.startDate, event.endDate));
    continue;
  }
  const steps = event.iterator();
  for (let next = steps.next(); next && meetings.length < 100; next = steps.next()) {
    const one = event.getOccurrenceDetails(next);
    meetings.push(shown(one.item, one.startDate, one.endDate));
  }
}

console.log(JSON.stringify({ method: calendar.getFirstPropertyValue("method"), meetings }));
