// On a telephone the rows of ways are wider than the screen: the way that was taken is brought into sight.
for (const row of document.querySelectorAll(".menu, .tabs")) {
  const here = row.querySelector("[aria-current]")?.getBoundingClientRect();
  if (here) row.scrollLeft += here.left - row.getBoundingClientRect().left - (row.clientWidth - here.width) / 2;
}
