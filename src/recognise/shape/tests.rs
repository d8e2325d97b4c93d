//! Windows of digits, and the shapes that take them.

use super::*;

#[test]
fn a_shape_takes_what_it_says() {
    let window = |groups: &'static [u8], separator, after, chained| Digits {
        start: 0,
        end: 12,
        value: b"123456789012",
        groups,
        lengths: lengths(groups),
        separator,
        before: b' ',
        after,
        chained_before: chained,
        chained_after: chained,
    };
    let one = window(&[12], Separator::None, b' ', false);
    let three = window(&[4, 4, 4], Separator::Space, b' ', false);
    let slashes = window(&[4, 4, 4], Separator::Slash, b' ', false);
    let touched = window(&[12], Separator::None, b'x', false);
    let chained = window(&[4, 8], Separator::Space, b' ', true);
    let all = [one, three, slashes, touched, chained];
    let takes = |shape: Shape| all.map(|window| shape.takes(&window));
    let shape = Shape::groups(1, 3);
    assert_eq!(takes(shape), [true; 5]);
    let spaced = shape.between(&[Separator::Space]).alone();
    assert_eq!(takes(spaced), [true, true, false, false, true]);
    assert_eq!(
        takes(Shape::groups(2, 2)),
        [false, false, false, false, true]
    );
    let behind = shape.behind(&[Beside::Letter, Beside::Dot]);
    assert_eq!(takes(behind), [false; 5]);
    let ahead = shape.ahead_of(&[Beside::Letter]);
    assert_eq!(takes(ahead), [false, false, false, true, false]);
    let apart = [true, true, true, true, false];
    assert_eq!((takes(shape.first()), takes(shape.whole())), (apart, apart));
    let printed: &[&[u8]] = &[&[4, 4, 4]];
    assert_eq!(
        takes(shape.printed(printed)),
        [true, true, true, true, false]
    );
    let other = takes(shape.not_printed(printed));
    assert_eq!(other, [true, false, false, true, true]);
}

#[test]
fn many_shapes_take_what_each_does() {
    let shapes = [
        Shape::groups(1, 1),
        Shape::groups(1, 8).between(&[Separator::Dot, Separator::Space]),
        Shape::groups(2, 4).alone().cued(),
        Shape::groups(1, 2).behind(&[Beside::Other]).hinted(),
        Shape::groups(1, 8).ahead_of(&[Beside::Letter, Beside::Foreign]),
        Shape::groups(1, 3).printed(&[&[4, 4], &[8], &[3, 5]]),
        Shape::groups(2, 5).not_printed(&[&[4, 4], &[1, 2, 3, 1, 1]]),
        Shape::groups(1, 8).first().hinted_for_more(),
        Shape::groups(1, 8).whole(),
    ];
    let mut all = Shapes::NONE;
    for (n, shape) in shapes.iter().enumerate() {
        all.add(n, *shape, 8);
    }
    assert_eq!((all.hinted, all.cued), (0b1100, 0b100));
    assert_eq!(all.hinted_for_more, 1 << 7);
    let separators = [Separator::Space, Separator::Dot, Separator::Mixed];
    let printed: [&[u8]; 6] = [
        &[8],
        &[4, 4],
        &[3, 5],
        &[5, 3],
        &[2, 2, 2, 2],
        &[1, 2, 3, 1, 1],
    ];
    let beside = b"\0 a-.,*_+\xe0";
    for (groups, chained) in printed
        .into_iter()
        .flat_map(|n| (0..4).map(move |c| (n, c)))
    {
        for separator in separators {
            for (before, after) in beside
                .iter()
                .flat_map(|before| beside.iter().map(move |after| (*before, *after)))
            {
                let digits = Digits {
                    start: 0,
                    end: 8,
                    value: b"12345678",
                    groups,
                    lengths: super::lengths(groups),
                    separator,
                    before,
                    after,
                    chained_before: chained & 1 == 1,
                    chained_after: chained & 2 == 2,
                };
                let each = shapes.iter().enumerate();
                let wanted = each.fold(0, |bits, (n, shape)| {
                    bits | u64::from(shape.takes(&digits)) << n
                });
                assert_eq!(all.taking(&digits), wanted, "{groups:?} {chained}");
            }
        }
    }
}
