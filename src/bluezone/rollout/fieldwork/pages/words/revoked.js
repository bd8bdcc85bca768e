/** Words of a telephone that was revoked. */

/** @type {import("#app/parts/words.js").BothLanguages} */
export const words = {
  vi: {
    "revoked.title": "Máy này đã được thu hồi",
    "revoked.lead": "Văn phòng xã đã ngừng máy này. Dữ liệu thực địa trên máy đã được xóa.",
    "revoked.kept": "Những gì máy đã gửi trước đó không mất: văn phòng xã giữ và xem lại.",
    "revoked.ask": "Nếu bạn vẫn đang đi làm, hãy xin tổ trưởng một đường dẫn mới.",
    "revoked.begin": "Bắt đầu lại với đường dẫn mới",
  },
  en: {
    "revoked.title": "This telephone was revoked",
    "revoked.lead": "The commune's office has stopped it. The field's data on it are erased.",
    "revoked.kept": "What it had handed in before is not lost: the office keeps it and looks through it.",
    "revoked.ask": "If you are still at work, ask your team lead for a new link.",
    "revoked.begin": "Begin anew with a new link",
  },
};
