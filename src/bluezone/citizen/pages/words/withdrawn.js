/** Words about warnings that were taken back. */

/** @type {import("../parts/words.js").BothLanguages} */
export const words = {
  vi: {
    "withdrawn.title": "Cảnh báo ngày {day} đã được rút lại",
    "withdrawn.why": "Máy biết điều này lúc {moment}: xét nghiệm sau đó của người từng ở gần bạn cho kết quả âm tính.",
    "withdrawn.now": "Bạn không phải ở nhà vì cảnh báo này nữa. Nếu bạn có triệu chứng, hoặc cơ quan y tế đã yêu cầu bạn cách ly, hãy gọi cho họ trước khi ra ngoài.",
  },
  en: {
    "withdrawn.title": "The warning about {day} was taken back",
    "withdrawn.why": "This device learned it at {moment}: a later test of the person who was near you was negative.",
    "withdrawn.now": "You need not stay at home because of this warning any more. If you have symptoms, or a health officer told you to isolate, call them before you go out.",
  },
};
