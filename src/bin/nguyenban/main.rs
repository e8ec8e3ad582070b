fn main() {
    let args: Vec<String> = std::env::args().collect();
    let out = &args[1];
    let max: usize = args[2].parse().unwrap();
    let corpora: Vec<std::path::PathBuf> = args[3..].iter().map(Into::into).collect();
    let bar = indicatif::ProgressBar::no_length();
    let trainer = nguyenban::model::train::Trainer { max_bytes: max, temporary: "/work/tmp".into(), ..Default::default() };
    let model = trainer.train(&corpora, &bar).unwrap();
    std::fs::write(out, model.to_bytes()).unwrap();
    println!("{:?}", model.info());
}
