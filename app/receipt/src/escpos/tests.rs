use proptest::prelude::*;

use super::*;
use crate::{
    code_page::CodePage,
    document::ReceiptDocument,
    layout::Row,
    preview::preview,
    profile::{self, CodePageSlot, Cut},
    samples,
};

const BEGIN: &[u8] = b"\x1b@\x1c.";

fn profile(id: &str) -> &'static PrinterProfile {
    profile::by_id(id).unwrap()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Draws every text as one black box.
struct Boxes {
    width: Dots,
}

impl TextRaster for Boxes {
    fn draw(&self, _text: &str, height: Dots, _max_width: Dots) -> Option<Bitmap> {
        let mut picture = Bitmap::new(self.width, height);
        for y in 0..height {
            (0..self.width).for_each(|x| picture.blacken(x, y));
        }
        Some(picture)
    }
}

/// A one-line document, to look at the bytes of its name.
fn named(name: &str) -> ReceiptDocument {
    let mut document = samples::coffee();
    document.lines[0].name = name.to_owned();
    document
}

#[test]
fn letters_come_from_the_page_that_has_them() {
    let bytes = render(&named("5 € čaj Чай x"), profile("epson-tm-t20ii"), &NoRaster).bytes;
    // € in WPC1252 (16), č only in PC852 (18), Ч only in PC866 (17); back to none until needed.
    assert!(contains(&bytes, b"2 5 \x80 \x1bt\x12\x9faj \x1bt\x11\x97\xa0\xa9 x"), "{bytes:x?}");
}

#[test]
fn a_page_is_not_selected_twice() {
    let bytes = render(&named("café crème"), profile("generic-58mm"), &NoRaster).bytes;
    let selections = bytes.windows(2).filter(|pair| *pair == b"\x1bt").count();
    assert_eq!(selections, 1);
}

#[test]
fn what_can_not_be_said_is_drawn() {
    let rendered = render(&samples::tea_house(), profile("generic-58mm"), &Boxes { width: 30 });
    assert!(rendered.unsaid.is_empty());
    // 30 dots are 4 bytes, 24 rows: the last 2 dots of each row are paper.
    let row = [0xff, 0xff, 0xff, 0xfc];
    let picture = [&[0x1d, b'v', b'0', 0, 4, 0, 24, 0][..], &row.repeat(24)].concat();
    assert!(contains(&rendered.bytes, &picture));
}

#[test]
fn a_picture_wider_than_the_paper_is_cut_off() {
    let rendered = render(&samples::tea_house(), profile("generic-58mm"), &Boxes { width: 4_000 });
    assert!(contains(&rendered.bytes, &[0x1d, b'v', b'0', 0, 48, 0, 24, 0]));
}

#[test]
fn what_can_not_be_drawn_is_printed_with_question_marks_and_told() {
    for raster in [&NoRaster as &dyn TextRaster, &Boxes { width: 0 }] {
        let rendered = render(&samples::tea_house(), profile("generic-58mm"), raster);
        assert_eq!(rendered.unsaid, ["茶馆 Teahouse", "2 拿铁咖啡", "少糖", "谢谢"]);
        assert!(contains(&rendered.bytes, b"2 ????\n"));
        assert!(contains(&rendered.bytes, b"?? Teahouse\n"));
    }
}

#[test]
fn the_paper_is_fed_before_it_is_cut() {
    for profile in profile::ALL {
        let bytes = render(&samples::coffee(), profile, &NoRaster).bytes;
        let feed = vec![0x1b, b'd', profile.feed_before_cut];
        let end = match profile.cut {
            Cut::Full => [feed, vec![0x1d, b'V', 0]].concat(),
            Cut::Partial => [feed, vec![0x1d, b'V', 1]].concat(),
            Cut::None => feed,
        };
        assert!(bytes.ends_with(&end), "{}", profile.id);
    }
}

#[test]
fn a_printer_that_draws_qr_codes_is_told_the_address() {
    let address = b"https://kopi.example/t/k3JrQ8mWzX2v";
    let stored = [&b"\x1d(k\x26\x001P0"[..], address].concat();
    assert!(contains(&render(&samples::coffee(), profile("epson-tm-t20ii"), &NoRaster).bytes, &stored));
    let drawn = render(&samples::coffee(), profile("generic-58mm"), &NoRaster).bytes;
    assert!(!contains(&drawn, b"\x1d(k") && contains(&drawn, b"\x1dv0"));
}

#[test]
fn chunks_are_small_and_lose_nothing() {
    let mut profile = profile("generic-80mm").clone();
    let bytes: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    for (size, expected) in [(2_048, 2_048), (0, 1), (1_000_000, 4_096)] {
        profile.chunk_bytes = size;
        assert!(chunks(&bytes, &profile).all(|chunk| chunk.len() <= expected));
        assert_eq!(chunks(&bytes, &profile).collect::<Vec<_>>().concat(), bytes);
    }
    assert_eq!(chunks(&[], &profile).count(), 0);
}

/// Reads the letters of a job that holds no pictures, by its code page selections alone.
fn read_back(bytes: &[u8], slots: &[CodePageSlot]) -> String {
    let (mut text, mut page, mut rest) = (String::new(), CodePage::Pc437, bytes);
    loop {
        rest = match rest {
            [] => return text,
            [0x1b, b'@', rest @ ..] | [0x1c, b'.', rest @ ..] => rest,
            [0x1b, b't', number, rest @ ..] => {
                page = slots.iter().find(|slot| slot.number == *number).unwrap().page;
                rest
            }
            [0x1b, b'R' | b'E' | b'd', _, rest @ ..] | [0x1d, b'!' | b'V', _, rest @ ..] => rest,
            [b'\n', rest @ ..] => {
                text.push('\n');
                rest
            }
            [byte, rest @ ..] => {
                text.push(page.letter(*byte).unwrap_or_else(|| panic!("byte {byte:#x}")));
                rest
            }
        };
    }
}

#[test]
fn the_preview_is_the_paper() {
    for profile in profile::ALL {
        for mut document in [samples::coffee(), samples::brasserie()] {
            document.tracking_url = None;
            let shown = preview(&document, profile);
            assert!(!shown.rows.iter().any(|row| matches!(row, Row::Image(_))), "{}", profile.id);
            let rendered = render(&document, profile, &NoRaster);
            let expected = crate::preview::written(&shown.rows, shown.columns);
            assert_eq!(read_back(&rendered.bytes, profile.code_pages), expected, "{}", profile.id);
        }
    }
}

proptest! {
    // Each case is every profile twice, and pictures are slow to draw unoptimised.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_text_breaks_a_job(document in crate::layout::tests::any_document(), width in prop_oneof![0..40_u16, 380..700_u16]) {
        for profile in profile::ALL {
            for raster in [&NoRaster as &dyn TextRaster, &Boxes { width }] {
                let bytes = render(&document, profile, raster).bytes;
                prop_assert!(bytes.starts_with(BEGIN));
            }
        }
    }
}

proptest! {
    #[test]
    fn every_letter_of_a_page_is_printed_as_itself(letters in "[!-~À-ÿĄ-žА-я€]{1,20}") {
        let slots = profile("epson-tm-t20ii").code_pages;
        prop_assume!(letters.chars().all(|letter| slots.iter().any(|slot| slot.page.byte(letter).is_some())));
        let mut document = named(&letters);
        document.tracking_url = None;
        let bytes = render(&document, profile("epson-tm-t20ii"), &NoRaster).bytes;
        prop_assert!(read_back(&bytes, slots).contains(&letters));
    }
}

#[test]
fn every_job_begins_by_forgetting_the_last_one() {
    for profile in profile::ALL {
        for job in [test_slip(profile), drawer_kick(profile)] {
            assert!(job.starts_with(BEGIN), "{}", profile.id);
        }
    }
}
