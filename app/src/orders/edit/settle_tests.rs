use super::*;
use crate::orders::edit::form::tests::{CAKE, CANDLES, form, order};
use domain::money::MoneyStyle;

fn theirs(change: impl Fn(&mut Values)) -> Values {
    let mut values = Values::of(&order(), MoneyStyle::English);
    change(&mut values);
    values
}

fn fields(form: &EditForm, theirs: &Values) -> Vec<(String, Side)> {
    differences(form, theirs).into_iter().map(|one| (one.field, one.likely)).collect()
}

#[test]
fn what_i_changed_is_likely_mine_and_the_rest_theirs() {
    let mut mine = form();
    mine.fill_in("phone", "0813");
    mine.fill_in(&format!("quantity.{CAKE}"), "2");
    mine.remove(CANDLES);
    let now = theirs(|values| {
        values.note = "at the door".into();
        values.phone = "0899".into();
        values.lines[0].quantity = "5".into();
    });
    assert_eq!(
        fields(&mine, &now),
        [
            ("phone".into(), Side::Mine),
            ("note".into(), Side::Theirs),
            (format!("line.{CAKE}"), Side::Mine),
            (format!("line.{CANDLES}"), Side::Mine),
        ]
    );
    assert_eq!(fields(&form(), &theirs(|_| {})), []);
}

#[test]
fn settling_takes_each_field_from_its_side() {
    let mut mine = form();
    mine.fill_in("name", "Budi Santoso");
    mine.fill_in("note", "mine");
    mine.fill_in("add.name", "Balloon");
    mine.fill_in("add.price", "5000");
    mine.take_in(&crate::till::samples::menu()).unwrap();
    let now = theirs(|values| {
        values.note = "theirs".into();
        values.email = "b@b.test".into();
    });
    settle(&mut mine, now.clone(), 4, |one| if one.field == "note" { Side::Theirs } else { one.likely });
    assert_eq!(mine.version, 4);
    assert_eq!((mine.mine.name.as_str(), mine.mine.note.as_str()), ("Budi Santoso", "theirs"));
    assert_eq!(mine.mine.email, "b@b.test");
    let edit = mine.command().unwrap();
    assert_eq!((edit.note, edit.items.map(|items| items.len())), (None, Some(3)));
    assert!(mine.base == now);
}

#[test]
fn a_line_that_they_took_off_and_i_keep_is_a_new_one() {
    let mut mine = form();
    mine.fill_in(&format!("quantity.{CANDLES}"), "9");
    let now = theirs(|values| values.lines.retain(|line| line.id != CANDLES));
    settle(&mut mine, now, 2, |one| one.likely);
    let items = mine.command().unwrap().items.unwrap();
    assert_eq!((items[1].name.as_deref(), items[1].quantity), (Some("Candles"), Some(9)));
    assert_eq!(items[1].line_id, None);
}

#[test]
fn a_line_that_they_added_can_be_taken_off() {
    let mut mine = form();
    let now = theirs(|values| {
        let line = LineValues { id: "lin_x".into(), ..values.lines[0].clone() };
        values.lines.push(line);
    });
    assert_eq!(fields(&mine, &now), [("line.lin_x".into(), Side::Theirs)]);
    settle(&mut mine, now, 2, |_| Side::Mine);
    assert_eq!(mine.command().unwrap().items.unwrap().len(), 2);
}
