//! Revenue over a period: bars, the period before as a line, and both as a table.

use chrono::{Datelike as _, NaiveDate};
use contract::analytics::{FiguresView, PartFigure, Unit};
use leptos::prelude::*;

use super::{
    scale::Axis,
    words::{self, DashboardWords},
};
use crate::{
    format::day,
    words::{Words, use_language, use_words},
};

/// The drawing's measures, in units of its view box: about a telephone's pixels.
const WIDTH: i64 = 360;
const HEIGHT: i64 = 220;
const LEFT: i64 = 72;
const RIGHT: i64 = 8;
const TOP: i64 = 12;
const BOTTOM: i64 = 28;
const PLOT_WIDTH: i64 = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT: i64 = HEIGHT - TOP - BOTTOM;
/// Units that a label needs.
const LABEL_WIDTH: i64 = 34;

/// Revenue by hour, day or month.
#[component]
pub(super) fn PeriodChart(figures: FiguresView) -> impl IntoView {
    let language = use_language();
    let (words, own) = (use_words(), words::of(language));
    let (currency, unit) = (figures.currency, figures.unit);
    let spans = [span(figures.from, figures.to, words), span_before(&figures, words)];
    let parts = figures.parts;
    let largest = parts.iter().map(|part| part.revenue.max(part.revenue_before)).max().unwrap_or(0);
    let axis = Axis::reaching(largest);
    let slots = Slots { count: i64::try_from(parts.len()).unwrap_or(1).max(1) };
    let bars = parts.iter().zip(0..).map(|(part, place)| {
        let height = axis.height_of(part.revenue, PLOT_HEIGHT);
        let revenue = language.money(part.revenue, currency);
        view! {
            <rect
                class="chart-bar" x=slots.bar_left(place).to_string()
                y=(TOP + PLOT_HEIGHT - height).to_string() width=slots.bar_width().to_string()
                height=height.to_string()
            >
                <title>{format!("{}: {revenue} ({}×)", part_name(part, unit, words), part.orders)}</title>
            </rect>
        }
    });
    let points = line_points(&parts, axis, slots);
    let marks = (0..=axis.steps).map(|step| axis_mark(axis, step, |value| language.money(value, currency)));
    let labelled = parts.iter().zip(0..).filter(|(_, place)| place % slots.label_every() == 0);
    let labels = labelled.map(|(part, place)| {
        view! {
            <text class="chart-label chart-hour" x=slots.middle(place).to_string() y=(HEIGHT - 8).to_string()>
                {part_label(part, unit, words)}
            </text>
        }
    });
    view! {
        <figure class="chart">
            <figcaption class="chart-key">
                <span class="chart-key-bar">{spans[0].clone()}</span>
                <span class="chart-key-line">{spans[1].clone()}</span>
                <span class="quiet">{currency.code()}" / "{unit_word(unit, own)}</span>
            </figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=own.chart_label>
                {marks.collect_view()}
                {bars.collect_view()}
                <polyline class="chart-line" points=points></polyline>
                {labels.collect_view()}
            </svg>
            <PartTable parts=parts.clone() unit spans money=move |amount| language.money(amount, currency)/>
        </figure>
    }
    .into_any()
}

/// `15 Nov 2026 – 21 Nov 2026`, or one day alone.
pub(super) fn span(from: NaiveDate, to: NaiveDate, words: &Words) -> String {
    if from == to { day(from, words) } else { format!("{} – {}", day(from, words), day(to, words)) }
}

fn span_before(figures: &FiguresView, words: &Words) -> String {
    let length = figures.to - figures.from + chrono::TimeDelta::days(1);
    let back = |day: NaiveDate| day.checked_sub_signed(length).unwrap_or(day);
    span(back(figures.from), back(figures.to), words)
}

const fn unit_word(unit: Unit, words: &DashboardWords) -> &'static str {
    match unit {
        Unit::Hour => words.unit_hour,
        Unit::Day => words.unit_day,
        Unit::Month => words.unit_month,
    }
}

fn month(day: NaiveDate, words: &Words) -> &'static str {
    words.months.get(day.month0() as usize).copied().unwrap_or_default()
}

/// As short as an axis needs it: `09`, `21`, `Nov`; a year where one begins.
fn part_label(part: &PartFigure, unit: Unit, words: &Words) -> String {
    match unit {
        Unit::Hour => format!("{:02}", part.hour.unwrap_or(0)),
        Unit::Day if part.day.day() == 1 => month(part.day, words).to_owned(),
        Unit::Day => part.day.day().to_string(),
        Unit::Month if part.day.month() == 1 => part.day.year().to_string(),
        Unit::Month => month(part.day, words).to_owned(),
    }
}

/// `14:00–15:00`, `21 Nov 2026` or `Nov 2026`.
fn part_name(part: &PartFigure, unit: Unit, words: &Words) -> String {
    match (unit, part.hour) {
        (Unit::Hour, Some(hour)) => format!("{hour:02}:00–{:02}:00", (hour + 1) % 24),
        (Unit::Month, _) => format!("{} {}", month(part.day, words), part.day.year()),
        _ => day(part.day, words),
    }
}

/// Equal places side by side.
#[derive(Clone, Copy)]
struct Slots {
    count: i64,
}

impl Slots {
    const fn left(self, place: i64) -> i64 {
        LEFT + place * PLOT_WIDTH / self.count
    }

    const fn middle(self, place: i64) -> i64 {
        LEFT + (2 * place + 1) * PLOT_WIDTH / (2 * self.count)
    }

    /// A bar takes two thirds of its place, and no more than a thumb.
    fn bar_width(self) -> i64 {
        (PLOT_WIDTH * 2 / (3 * self.count)).clamp(1, 40)
    }

    fn bar_left(self, place: i64) -> i64 {
        (self.middle(place) - self.bar_width() / 2).max(self.left(place))
    }

    /// Every how many places there is room for a label.
    const fn label_every(self) -> i64 {
        let room = PLOT_WIDTH / LABEL_WIDTH;
        (self.count + room - 1) / room
    }
}

fn line_points(parts: &[PartFigure], axis: Axis, slots: Slots) -> String {
    let point = |(part, place): (&PartFigure, i64)| {
        let y = TOP + PLOT_HEIGHT - axis.height_of(part.revenue_before, PLOT_HEIGHT);
        format!("{},{y}", slots.middle(place))
    };
    parts.iter().zip(0..).map(point).collect::<Vec<_>>().join(" ")
}

fn axis_mark(axis: Axis, step: i64, money: impl Fn(i64) -> String) -> AnyView {
    let value = axis.step.saturating_mul(step);
    let y = (TOP + PLOT_HEIGHT - axis.height_of(value, PLOT_HEIGHT)).to_string();
    // The unit stands above the drawing; beside the marks there is room for digits only.
    let digits = money(value).split('\u{a0}').next_back().unwrap_or_default().to_owned();
    view! {
        <g>
            <line class="chart-rule" x1=LEFT.to_string() x2=(WIDTH - RIGHT).to_string() y1=y.clone() y2=y.clone()></line>
            <text class="chart-label chart-amount" x=(LEFT - 6).to_string() y=y dy="4">{digits}</text>
        </g>
    }
    .into_any()
}

/// The same as numbers.
#[component]
fn PartTable(
    parts: Vec<PartFigure>,
    unit: Unit,
    spans: [String; 2],
    money: impl Fn(i64) -> String + 'static,
) -> impl IntoView {
    let (words, own) = (use_words(), words::of(use_language()));
    let head = match unit {
        Unit::Hour => own.hour,
        Unit::Day => own.day,
        Unit::Month => own.month,
    };
    let rows = parts.iter().map(|part| {
        view! {
            <tr>
                <th scope="row">{part_name(part, unit, words)}</th>
                <td class="number money">{money(part.revenue)}</td>
                <td class="number">{part.orders}</td>
                <td class="number money">{money(part.average)}</td>
                <td class="number money">{money(part.revenue_before)}</td>
            </tr>
        }
    });
    let [current, before] = spans;
    view! {
        <details class="chart-table">
            <summary>{own.as_table}</summary>
            <div class="scrolls" tabindex="0">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{head}</th>
                            <th scope="col" class="number">{current}</th>
                            <th scope="col" class="number">{own.orders}</th>
                            <th scope="col" class="number">{own.average_each}</th>
                            <th scope="col" class="number">{before}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, of};

    fn part(day: &str, hour: Option<u32>, revenue_before: i64) -> PartFigure {
        let day = day.parse().unwrap();
        PartFigure { day, hour, revenue: 0, orders: 1, average: 0, revenue_before }
    }

    #[test]
    fn the_line_runs_through_the_middle_of_each_part() {
        let parts = [part("2026-11-21", Some(22), 0), part("2026-11-21", Some(23), 100)];
        let axis = Axis { step: 50, steps: 2 };
        assert_eq!(line_points(&parts, axis, Slots { count: 2 }), "142,192 282,12");
    }

    #[test]
    fn bars_never_leave_their_place() {
        for count in 1..=121 {
            let slots = Slots { count };
            for place in 0..count {
                assert!(slots.bar_left(place) >= slots.left(place));
                let end = slots.bar_left(place) + slots.bar_width();
                assert!(end <= slots.left(place + 1), "{place} of {count}");
            }
        }
    }

    #[test]
    fn labels_thin_out_before_they_touch() {
        assert_eq!(Slots { count: 5 }.label_every(), 1);
        assert_eq!(Slots { count: 24 }.label_every(), 3);
        assert_eq!(Slots { count: 92 }.label_every(), 12);
    }

    #[test]
    fn parts_are_named_in_full_and_labelled_in_short() {
        let words = of(Language::English);
        let night = part("2026-11-21", Some(23), 0);
        assert_eq!(part_name(&night, Unit::Hour, words), "23:00–00:00");
        assert_eq!(part_label(&night, Unit::Hour, words), "23");
        let day = part("2026-11-21", None, 0);
        assert_eq!(part_name(&day, Unit::Day, words), "21 Nov 2026");
        assert_eq!(part_label(&day, Unit::Day, words), "21");
        assert_eq!(part_label(&part("2026-11-01", None, 0), Unit::Day, words), "Nov");
        assert_eq!(part_name(&part("1997-01-01", None, 0), Unit::Month, words), "Jan 1997");
        assert_eq!(part_label(&part("1997-01-01", None, 0), Unit::Month, words), "1997");
        assert_eq!(part_label(&part("1997-02-01", None, 0), Unit::Month, words), "Feb");
    }
}
