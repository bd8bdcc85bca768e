/** Words of the rest of the menu. */

/** @type {import("../parts/words.js").BothLanguages} */
export const words = {
  vi: {
    "more.title": "Thêm",
    "more.warnings": "Chuyện gì đã xảy ra và cần làm gì",
    "more.positive": "Báo cho những người bạn đã gặp",
    "more.declaration": "Lưu trên máy, chỉ gửi khi bạn muốn",
    "more.help": "Hỏi đáp và số điện thoại",
    "more.invite": "Mã QR, đường dẫn, tờ in",
    "more.settings": "Ngôn ngữ, cỡ chữ, dữ liệu của bạn",
  },
  en: {
    "more.title": "More",
    "more.warnings": "What happened, and what to do",
    "more.positive": "Warn those whom you met",
    "more.declaration": "Kept on this device, sent only when you want",
    "more.help": "Questions, answers and telephone numbers",
    "more.invite": "A QR code, a link, a sheet to print",
    "more.settings": "Language, text size, your data",
  },
};
