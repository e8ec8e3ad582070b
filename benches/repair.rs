//! Repair of clean text against what any program must do with it: check the UTF-8 and the normal form.
//!
//! `cargo bench --bench repair`; the library does well where `repair` takes at most twice as long as `floor`.

use std::borrow::Cow;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nguyenban::repair::Repairer;
use unicode_normalization::{IsNormalized, is_nfc_quick};

const PARAGRAPH: &str = "Sáng nay, chợ nổi họp sớm hơn thường lệ vì nước lên nhanh. Bà Hạnh chèo chiếc xuồng ba lá chở đầy \
bưởi, cam và mấy giỏ rau cải còn đẫm sương; chồng bà ngồi sau lái, vừa giữ chèo vừa gọi khách. “Năm nay được mùa, \
giá lại không rớt”, bà nói, tay thoăn thoắt cân hàng. Theo ban quản lý chợ (thành lập từ năm 1998), lượng ghe thuyền \
tăng khoảng 12,5% so với cùng kỳ, nhiều nhất là ghe từ Vĩnh Long - Sóc Trăng. Quyết định số 15/2020/NĐ-CP cũng được \
phổ biến đến từng hộ: ai đăng ký trước 17:30 ngày 20/8 sẽ được hỗ trợ 1.500.000 đồng để thay máy cũ…\n";

fn bench(c: &mut Criterion) {
    let text = PARAGRAPH.repeat(2000);
    let repairer = Repairer::default();
    let repaired = repairer.repair(&text);
    assert!(matches!(repaired.text, Cow::Borrowed(_)) && repaired.edits.is_empty());
    let spaced = text.replace(", ", " , ");
    assert_eq!(repairer.repair(&spaced).text, text);

    let mut group = c.benchmark_group("clean text");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("floor", |b| {
        b.iter(|| {
            let read = std::str::from_utf8(black_box(text.as_bytes())).map(|text| is_nfc_quick(text.chars()));
            assert_eq!(read, Ok(IsNormalized::Yes));
        });
    });
    group.bench_function("repair", |b| b.iter(|| assert!(repairer.repair(black_box(&text)).edits.is_empty())));
    group.bench_function("repair of spaced out text", |b| b.iter(|| repairer.repair(black_box(&spaced)).edits.len()));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
