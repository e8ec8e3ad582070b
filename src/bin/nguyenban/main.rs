fn main() {
    let args: Vec<String> = std::env::args().collect();
    let mode = &args[1];
    let text = std::fs::read_to_string(&args[2]).unwrap();
    let r = nguyenban::Restorer::new().unwrap();
    let t = std::time::Instant::now();
    let out = r.restore(&text);
    eprintln!("{:?} {} MB/s", t.elapsed(), text.len() as f64 / t.elapsed().as_secs_f64() / 1e6);
    match mode.as_str() {
        "restore" => print!("{}", out.text),
        "detect" => for p in &out.paragraphs { println!("{}\t{}\t{:.1}\t{:.1}\t{}", p.line, p.syllables, p.log_ratio, p.log_odds, p.spun); }
        _ => for e in &out.edits { println!("{:.1}\t{}\t{}\t{}", e.log_odds, &text[e.span()], e.replacement, e.start); }
    }
}
