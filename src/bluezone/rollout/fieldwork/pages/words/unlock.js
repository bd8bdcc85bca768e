/** Words of the PIN. */

/** @type {import("#app/parts/words.js").BothLanguages} */
export const words = {
  vi: {
    "pin.typed": "Đã nhập {count} trong {of} số",
    "pin.back": "Xóa số vừa nhập",
    "unlock.title": "Nhập mã PIN",
    "unlock.opening": "Đang mở khóa…",
    "unlock.wrong": "Mã PIN chưa đúng. Hãy thử lại.",
    "unlock.wait": "Sai nhiều lần. Hãy đợi {time} rồi thử lại.",
    "unlock.forgotten": "Quên mã PIN?",
    "unlock.forgotten.ask": "Không ai đọc lại được mã PIN, kể cả văn phòng xã. Hãy thử hết những mã bạn có thể đã chọn, rồi xin tổ trưởng một đường dẫn mới.",
    "unlock.forgotten.lost": "Khi mở đường dẫn mới, những gì trên máy này chưa gửi sẽ mất hẳn: trước đó máy sẽ nói rõ còn bao nhiêu mục và hỏi lại bạn.",
  },
  en: {
    "pin.typed": "{count} of {of} digits typed",
    "pin.back": "Remove the last digit",
    "unlock.title": "Enter your PIN",
    "unlock.opening": "Opening…",
    "unlock.wrong": "That is not the PIN. Try again.",
    "unlock.wait": "Wrong too often. Wait {time}, then try again.",
    "unlock.forgotten": "Forgotten the PIN?",
    "unlock.forgotten.ask": "Nobody can read the PIN back, not even the commune's office. Try every number that you may have chosen, then ask your team lead for a new link.",
    "unlock.forgotten.lost": "When a new link is opened, what was not sent from this telephone is lost for good: before that the telephone says how many records those are, and asks you again.",
  },
};
