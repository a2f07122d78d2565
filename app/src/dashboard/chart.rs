//! Revenue by hour: today as bars, the day before as a line, and both as a table.

use contract::dashboard::{DashboardView, HourFigure};
use leptos::prelude::*;

use super::scale::Axis;
use crate::words::{use_language, use_words};

/// The drawing's measures, in units of its view box: about a telephone's pixels.
const WIDTH: i64 = 360;
const HEIGHT: i64 = 220;
const LEFT: i64 = 72;
const RIGHT: i64 = 8;
const TOP: i64 = 12;
const BOTTOM: i64 = 28;
const PLOT_WIDTH: i64 = WIDTH - LEFT - RIGHT;
const PLOT_HEIGHT: i64 = HEIGHT - TOP - BOTTOM;
/// Units that an hour's label needs.
const LABEL_WIDTH: i64 = 30;

/// Revenue by hour.
#[component]
pub(super) fn HourChart(figures: DashboardView) -> impl IntoView {
    let (words, language) = (use_words(), use_language());
    let hours = figures.by_hour;
    let currency = figures.currency;
    let largest = hours.iter().map(|hour| hour.revenue.max(hour.revenue_before)).max().unwrap_or(0);
    let axis = Axis::reaching(largest);
    let slots = Slots { count: i64::try_from(hours.len()).unwrap_or(1).max(1) };
    let bars = hours.iter().zip(0..).map(|(hour, place)| {
        let height = axis.height_of(hour.revenue, PLOT_HEIGHT);
        view! {
            <rect
                class="chart-bar" x=slots.bar_left(place).to_string()
                y=(TOP + PLOT_HEIGHT - height).to_string() width=slots.bar_width().to_string()
                height=height.to_string()
            >
                <title>{hour_title(hour, language.money(hour.revenue, currency))}</title>
            </rect>
        }
    });
    let points = line_points(&hours, axis, slots);
    let marks = (0..=axis.steps).map(|step| axis_mark(axis, step, |value| language.money(value, currency)));
    let labels = hours.iter().zip(0..).filter(|(_, place)| place % slots.label_every() == 0).map(|(hour, place)| {
        view! {
            <text class="chart-label chart-hour" x=slots.middle(place).to_string() y=(HEIGHT - 8).to_string()>
                {format!("{:02}", hour.hour)}
            </text>
        }
    });
    view! {
        <figure class="chart">
            <figcaption class="chart-key">
                <span class="chart-key-bar">{words.dashboard.today}</span>
                <span class="chart-key-line">{words.dashboard.day_before}</span>
                <span class="quiet">{currency.code()}" / "{words.dashboard.hour}</span>
            </figcaption>
            <svg viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=words.dashboard.chart_label>
                {marks.collect_view()}
                {bars.collect_view()}
                <polyline class="chart-line" points=points></polyline>
                {labels.collect_view()}
            </svg>
            <HourTable hours=hours.clone() money=move |amount| language.money(amount, currency)/>
        </figure>
    }
    .into_any()
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

    /// Every how many hours there is room for a label.
    const fn label_every(self) -> i64 {
        let room = PLOT_WIDTH / LABEL_WIDTH;
        (self.count + room - 1) / room
    }
}

fn line_points(hours: &[HourFigure], axis: Axis, slots: Slots) -> String {
    let point = |(hour, place): (&HourFigure, i64)| {
        let y = TOP + PLOT_HEIGHT - axis.height_of(hour.revenue_before, PLOT_HEIGHT);
        format!("{},{y}", slots.middle(place))
    };
    hours.iter().zip(0..).map(point).collect::<Vec<_>>().join(" ")
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

fn hour_title(hour: &HourFigure, revenue: String) -> String {
    format!("{}: {revenue} ({}×)", hour_name(hour.hour), hour.orders)
}

/// `14:00–15:00`.
fn hour_name(hour: u32) -> String {
    format!("{hour:02}:00–{:02}:00", (hour + 1) % 24)
}

/// The same as numbers.
#[component]
fn HourTable(hours: Vec<HourFigure>, money: impl Fn(i64) -> String + 'static) -> impl IntoView {
    let words = use_words();
    let rows = hours.iter().map(|hour| {
        view! {
            <tr>
                <th scope="row">{hour_name(hour.hour)}</th>
                <td class="number money">{money(hour.revenue)}</td>
                <td class="number">{hour.orders}</td>
                <td class="number money">{money(hour.revenue_before)}</td>
            </tr>
        }
    });
    view! {
        <details class="chart-table">
            <summary>{words.dashboard.as_table}</summary>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words.dashboard.hour}</th>
                        <th scope="col" class="number">{words.dashboard.today}</th>
                        <th scope="col" class="number">{words.dashboard.orders}</th>
                        <th scope="col" class="number">{words.dashboard.day_before}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn hour(hour: u32, revenue: i64, revenue_before: i64) -> HourFigure {
        HourFigure { hour, revenue, orders: 1, revenue_before }
    }

    #[test]
    fn the_line_runs_through_the_middle_of_each_hour() {
        let hours = [hour(22, 0, 0), hour(23, 0, 100)];
        let axis = Axis { step: 50, steps: 2 };
        assert_eq!(line_points(&hours, axis, Slots { count: 2 }), "142,192 282,12");
    }

    #[test]
    fn bars_never_leave_their_place() {
        for count in 1..=24 {
            let slots = Slots { count };
            for place in 0..count {
                assert!(slots.bar_left(place) >= slots.left(place));
                assert!(
                    slots.bar_left(place) + slots.bar_width() <= slots.left(place + 1),
                    "{place} of {count}"
                );
            }
        }
    }

    #[test]
    fn labels_thin_out_before_they_touch() {
        assert_eq!(Slots { count: 5 }.label_every(), 1);
        assert_eq!(Slots { count: 24 }.label_every(), 3);
    }

    #[test]
    fn the_last_hour_ends_at_midnight() {
        assert_eq!(hour_name(9), "09:00–10:00");
        assert_eq!(hour_name(23), "23:00–00:00");
        assert_eq!(
            hour_title(&hour(9, 5, 0), Language::English.money(5, domain::money::Currency::Idr)),
            "09:00–10:00: IDR\u{a0}5 (1×)"
        );
    }
}
