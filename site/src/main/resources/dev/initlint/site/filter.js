// Rows of the rules' table that hold all words which are typed. Without scripts all rows stay.
(function () {
  var table = document.querySelector('main table');
  var box = document.createElement('input');
  box.type = 'search';
  box.placeholder = 'Filter: words, as in "attention error"';
  box.setAttribute('aria-label', 'Filter rules');
  table.parentNode.insertBefore(box, table);
  var rows = Array.from(table.tBodies[0].rows);
  function filter() {
    var words = box.value.toLowerCase().split(/\s+/);
    rows.forEach(function (row) {
      var text = row.textContent.toLowerCase();
      row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
    });
  }
  box.addEventListener('input', filter);
  box.value = decodeURIComponent(location.hash.slice(1));
  filter();
})();
