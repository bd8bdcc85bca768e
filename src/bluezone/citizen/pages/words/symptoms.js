/** The words of the symptoms, for the declaration and the letter to the health authority alike. */

export const words = {
  vi: {
    "symptom.fever": "Sốt (từ 37,5 °C trở lên)",
    "symptom.cough": "Ho",
    "symptom.sore-throat": "Đau họng",
    "symptom.breathless": "Khó thở",
    "symptom.loss-of-smell": "Mất mùi hoặc mất vị",
    "symptom.tired": "Mệt mỏi, đau mỏi người",
    "symptom.diarrhoea": "Tiêu chảy",
  },
  en: {
    "symptom.fever": "Fever (37.5 °C or more)",
    "symptom.cough": "Cough",
    "symptom.sore-throat": "Sore throat",
    "symptom.breathless": "Difficulty breathing",
    "symptom.loss-of-smell": "Loss of smell or taste",
    "symptom.tired": "Tiredness, aching body",
    "symptom.diarrhoea": "Diarrhoea",
  },
};
