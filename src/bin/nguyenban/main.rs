fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mode = &args[1];
    let text = std::fs::read_to_string(&args[2]).unwrap();
    let ev = |k: &str, d: f64| std::env::var(k).ok().and_then(|v| v.parse().ok()).unwrap_or(d);
    let mut b = nguyenban::Restorer::builder().edit_log_odds(ev("E", 0.0)).paragraph_log_odds(ev("P", 2.2)).prior(nguyenban::Prior { spun: ev("PR", 0.001), persistence: ev("PE", 0.3), share: ev("PS", 0.5), new_page: ev("PN", 0.01) });
    if let Ok(l) = std::env::var("LEX") { b = b.lexicon(nguyenban::Lexicon::from_path(l).unwrap()); }
    if let Ok(l) = std::env::var("LM") { b = b.model(nguyenban::model::NgramModel::from_bytes(&std::fs::read(l).unwrap()).unwrap()); }
    let r = b.build().unwrap();
    let t = std::time::Instant::now();
    let out = r.restore(&text);
    eprintln!("{:?} {} MB/s", t.elapsed(), text.len() as f64 / t.elapsed().as_secs_f64() / 1e6);
    match mode.as_str() {
        "restore" => print!("{}", out.text),
        "detect" => for p in &out.paragraphs { println!("{}\t{}\t{:.1}\t{:.1}\t{}", p.line, p.syllables, p.log_ratio, p.log_odds, p.spun); }
        _ => for e in &out.edits { println!("{:.1}\t{}\t{}\t{}", e.log_odds, &text[e.span()], e.replacement, e.start); }
    }
}
