document.documentElement.classList.add("js");
try {
  const root = document.documentElement.dataset;
  if (localStorage.tlstraceTheme) root.theme = localStorage.tlstraceTheme;
  if (localStorage.tlstraceLarge) root.large = "";
} catch { /* a browser that keeps nothing */ }
