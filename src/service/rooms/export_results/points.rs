//! Points as spreadsheets take them.

use examhall_domain::exams::Marks;

/// Points as a decimal number, exactly.
pub fn points(marks: Marks) -> String {
    let (sign, size) = (if marks.0 < 0 { "-" } else { "" }, marks.0.unsigned_abs());
    let point = Marks::POINT.0.unsigned_abs();
    let part = format!("{:05}", size % point);
    let number = format!("{sign}{}.{}", size / point, part.trim_end_matches('0'));
    number.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_exact_and_without_trailing_zeros() {
        let table =
            [(0, "0"), (1, "0.00001"), (150_000, "1.5"), (1_000_000, "10"), (-50_000, "-0.5"), (123_456, "1.23456")];
        for (marks, written) in table {
            assert_eq!(points(Marks(marks)), written);
        }
    }
}
