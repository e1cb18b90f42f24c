//! How long a dynamic property's template takes: what a form does at every press of a key.
//!
//! Prints a line for each template: its name, and microseconds a call, the median of many.

use std::time::Instant;

use hd::name::Fqpn;
use hd::template::{Values, render_property};
use serde_json::{Value, json};

/// Every parameter is there.
struct All;

impl Values for All {
    fn value(&self, fqpn: &Fqpn) -> hd::Result<Value> {
        Ok(if fqpn.to_string().contains("port") { json!(8080) } else { json!("full") })
    }
}

fn main() -> hd::Result<()> {
    let go = "{{if eq (.GetValue \"mode\") \"full\"}}true{{else}}{{.UseDefault}}{{end}}";
    let handlebars = "{{#if (eq (GetValue \"mode\") \"full\")}}true{{else}}{{UseDefault}}{{/if}}";
    let text = "Listens at {{.GetValue \"port\"}} in the mode {{.GetValue \"mode\"}}. ";
    let long_go = text.repeat(20);
    let long_handlebars = long_go.replace("{{.", "{{");
    for (name, template) in
        [("go", go), ("handlebars", handlebars), ("go-40", &long_go), ("handlebars-40", &long_handlebars)]
    {
        let mut times = Vec::new();
        for _ in 0..500 {
            let start = Instant::now();
            render_property(template, &All, &json!(false))?;
            times.push(start.elapsed());
        }
        times.sort();
        println!("{name} {:.1}", times[times.len() / 2].as_secs_f64() * 1e6);
    }
    Ok(())
}
