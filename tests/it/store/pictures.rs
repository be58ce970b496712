//! Pictures: stored once whoever adds them, and counted for each exam.

use super::engine::on_both_engines;
use super::fixtures::{Institute, NOW, exam_row};
use examhall::store::exams::exam;
use examhall::store::exams::exam_picture::{self, Addition};
use examhall::store::media::picture;
use examhall::store::{Priority, Store};
use examhall_domain::id::ExamId;
use examhall_domain::picture::{Picture, PictureDigest, PictureKind, PictureLimits, PictureSize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The smallest GIF there is; its bytes are characters, so that it can travel as a text too.
pub(crate) const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

pub(crate) fn gif() -> Picture {
    Picture::read(GIF, PictureLimits { bytes_max: 1_000, pixels_max: 1 }).unwrap()
}

on_both_engines! {
    async fn a_picture_is_stored_once_and_belongs_to_many(store: Store) {
        let institute = Institute::found(&store).await;
        let (picture, other) = (gif(), ExamId(Uuid::now_v7()));
        let digest = picture.digest();
        let tx = store.begin(Priority::Rest).await.unwrap();
        exam::insert(&tx, exam_row(other, institute.author, "Other")).await.unwrap();
        for (exam, is_new) in [(institute.exam, true), (institute.exam, false), (other, true)] {
            picture::insert(&tx, &picture, NOW).await.unwrap();
            let addition = Addition { exam, author: institute.author, at: NOW };
            assert_eq!(exam_picture::insert(&tx, addition, digest, GIF.len()).await.unwrap(), is_new);
            assert_eq!(exam_picture::total_bytes(&tx, exam).await.unwrap(), GIF.len() as i64);
        }
        tx.commit().await.unwrap();
        let unknown = PictureDigest([7; 32]);
        let asked = [digest, unknown];
        let had = exam_picture::among(store.read(), institute.exam, &asked).await.unwrap();
        assert_eq!(had, BTreeSet::from([digest]));
        let nobodys = ExamId(Uuid::now_v7());
        assert_eq!(exam_picture::among(store.read(), nobodys, &asked).await.unwrap(), BTreeSet::new());
        assert_eq!(exam_picture::total_bytes(store.read(), nobodys).await.unwrap(), 0);
        let known = picture::facts(store.read(), &asked).await.unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!((known[&digest].kind, known[&digest].size), (PictureKind::Gif, PictureSize { width: 1, height: 1 }));
        let found = picture::find(store.read(), digest).await.unwrap();
        assert_eq!(found, Some((PictureKind::Gif, GIF.to_vec())));
        assert_eq!(picture::find(store.read(), unknown).await.unwrap(), None);
    }
}
