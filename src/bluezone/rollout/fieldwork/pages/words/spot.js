/** Words of a spot-check. */

/** @type {import("#app/parts/words.js").BothLanguages} */
export const words = {
  vi: {
    "spot.title": "Kiểm tra ngẫu nhiên",
    "spot.lead": "Đến lại những nhà này và ghi điều họ kể. Kết quả của tổ trước không hiện ở đây, để bạn ghi độc lập.",
    "spot.back": "Danh sách",
    "spot.none": "Không có đợt kiểm tra ngẫu nhiên nào cho máy này",
    "spot.done": "{done} trong {count} hộ",
    "spot.household": "Nhà số",
    "spot.left": "Chưa đến",
  },
  en: {
    "spot.title": "Spot-check",
    "spot.lead": "Visit these households again and note what they tell. What the first team said is not shown, so that you judge by yourself.",
    "spot.back": "The list",
    "spot.none": "There is no spot-check for this telephone",
    "spot.done": "{done} of {count} households",
    "spot.household": "Household",
    "spot.left": "Not visited yet",
  },
};
