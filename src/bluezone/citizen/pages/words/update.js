/** Words for a new version that waits. */

/** @type {import("../parts/words.js").BothLanguages} */
export const words = {
  vi: {
    "update.ready": "Đã có bản mới",
    "update.text": "Bản mới đã tải xong. Trang sẽ mở lại một lần; những gì đã lưu vẫn còn nguyên.",
    "update.use": "Dùng bản mới",
    "update.not_now": "Chưa đổi được: ở đây hoặc ở một trang khác đang mở còn việc gửi hay chữ chưa lưu. Hãy làm xong rồi bấm lại; nếu đóng hết các trang, lần mở sau sẽ là bản mới.",
  },
  en: {
    "update.ready": "There is a new version",
    "update.text": "The new version is on this device. The page will open once more; everything that was saved stays.",
    "update.use": "Use the new version",
    "update.not_now": "Not yet: here or in another open page something is being sent or was typed and not saved. Finish it and press again; once every page is closed, the next one is the new version.",
  },
};
