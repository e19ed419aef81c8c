//! Chart of the load benchmark: the CPU of a list and of a streamed question, as SVG, readable on light and dark pages.

use std::fmt::Write;

use crate::{
    candidates::Who,
    results::{Conditions, Results, Work},
};

const WIDTH: f64 = 760.0;
/// Where bars begin, and how long the longest is: there is room for a figure behind it.
const BARS_FROM: f64 = 130.0;
const LONGEST: f64 = 500.0;
const ROW: f64 = 26.0;
const BAR: f64 = 18.0;
const PANEL_TITLE: f64 = 30.0;
const MARGIN: f64 = 12.0;

/// As good on white as on GitHub's dark.
const TEXT: &str = "#6e7781";
const ORDER: [(Who, &str); 4] =
    [(Who::Limit, "#8c959f"), (Who::Darasa, "#2da44e"), (Who::Tuned, "#bf8700"), (Who::Usual, "#d1622b")];

pub fn svg(results: &Results) -> String {
    let panels = [(&results.list, "list of 20 jobs"), (&results.stream, "streamed question of 100 deltas")];
    let height = 2.0 * MARGIN + 2.0 * (PANEL_TITLE + ROW * ORDER.len() as f64);
    let Conditions { date, .. } = &results.conditions;
    let title = "CPU a request: darasa, the limit and Node";
    let told: Vec<String> = panels.iter().map(|(work, name)| format!("{name}: {}", spoken(work))).collect();
    let told = told.join("; ");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title desc\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\" \
         fill=\"{TEXT}\">\n<title id=\"title\">{title}</title>\n\
         <desc id=\"desc\">CPU time a request, {date}; {told}.</desc>\n"
    );
    let mut top = MARGIN;
    for (work, name) in panels {
        top = panel(&mut svg, work, name, top);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Draws one work, and returns where it ends.
fn panel(svg: &mut String, work: &Work, name: &str, top: f64) -> f64 {
    let longest = work.figures.iter().map(|figure| figure.cpu()).fold(0.0, f64::max);
    let baseline = top + PANEL_TITLE * 0.6;
    line(svg, &format!("<text x=\"{MARGIN}\" y=\"{baseline:.1}\" font-weight=\"600\">CPU a request: {name}</text>"));
    let mut y = top + PANEL_TITLE;
    for (who, colour) in ORDER {
        let Some(figure) = work.of(who) else { continue };
        let (cpu, baseline) = (figure.cpu(), y + BAR * 0.75);
        // The least is to be seen, too.
        let long = (cpu / longest * LONGEST).max(2.0);
        let (label, value) = (who.name(), micros(cpu));
        line(
            svg,
            &format!("<text x=\"{:.1}\" y=\"{baseline:.1}\" text-anchor=\"end\">{label}</text>", BARS_FROM - 8.0),
        );
        let place = format!("x=\"{BARS_FROM}\" y=\"{y:.1}\" width=\"{long:.1}\" height=\"{BAR}\"");
        line(svg, &format!("<rect {place} rx=\"2\" fill=\"{colour}\"/>"));
        line(svg, &format!("<text x=\"{:.1}\" y=\"{baseline:.1}\">{value}</text>", BARS_FROM + long + 8.0));
        y += ROW;
    }
    y
}

fn spoken(work: &Work) -> String {
    let figures = ORDER.iter().filter_map(|(who, _)| work.of(*who));
    figures.map(|figure| format!("{} {}", figure.who.name(), micros(figure.cpu()))).collect::<Vec<_>>().join(", ")
}

fn micros(value: f64) -> String {
    format!("{value:.0} µs")
}

fn line(svg: &mut String, text: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(svg, "{text}");
}
