/** Words of how old the oldest unsent record is. */

/** @type {import("#app/parts/words.js").BothLanguages} */
export const words = {
  vi: {
    "age.now": "dưới 1 phút",
    "age.minutes": "{count} phút",
    "age.hours": "{count} giờ",
    "age.days": "{count} ngày",
    "age.oldest": "cũ nhất {age}",
  },
  en: {
    "age.now": "under a minute",
    "age.minutes": "{count} {count|minute|minutes}",
    "age.hours": "{count} {count|hour|hours}",
    "age.days": "{count} {count|day|days}",
    "age.oldest": "oldest {age}",
  },
};
