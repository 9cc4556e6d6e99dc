// Shows a light list of what ran. The messages of a scenario are looked at only when somebody opens it: then
// Cucumber's own page shows that scenario alone, in a frame. (With all scenarios at once it takes a time that
// grows with the square of their number.)
(() => {
  const signs = { passed: '✔', flaky: '↻', skipped: '↷', pending: '■', undefined: '■', 'not started': '○' };
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // Each record is an element whose text is a line that says what it is, then messages, one a line.
  const records = { heading: [], problem: [], note: [], hook: [], common: [], attempt: [] };
  const byId = { document: new Map(), pickle: new Map(), testCase: new Map(), suggestion: new Map() };
  for (const element of document.querySelectorAll('script[type="application/json"]')) {
    const text = element.textContent;
    const end = text.indexOf('\n');
    const head = JSON.parse(text.slice(0, end));
    head.messages = () => text.slice(end + 1).trim().split('\n').filter(Boolean).map(line => JSON.parse(line));
    if (head.kind in byId) {
      const same = byId[head.kind].get(head.id);
      same ? same.push(head) : byId[head.kind].set(head.id, [head]);
    } else {
      records[head.kind].push(head);
    }
  }

  // The attempts at one scenario stand together; the last one counts.
  const scenarios = new Map();
  for (const attempt of records.attempt) {
    const key = attempt.testCase ?? attempt.place;
    const known = scenarios.get(key);
    known ? known.tries.push(attempt) : scenarios.set(key, { tries: [attempt] });
  }
  const features = new Map();
  for (const scenario of scenarios.values()) {
    scenario.tries.sort((a, b) => a.attempt - b.attempt);
    Object.assign(scenario, scenario.tries.at(-1));
    const feature = features.get(scenario.uri) ?? { uri: scenario.uri, name: scenario.feature, scenarios: [] };
    features.set(scenario.uri, feature);
    feature.scenarios.push(scenario);
  }
  const ordered = [...features.values()].sort((a, b) => (a.uri < b.uri ? -1 : 1));
  for (const feature of ordered) feature.scenarios.sort((a, b) => a.line - b.line || a.repetition - b.repetition);

  // ---- one scenario, in Cucumber's own page ----------------------------------------------------------------

  // A feature as it would be with that one scenario, or row of examples, only.
  function reduced(gherkinDocument, ids) {
    const chosen = scenario => ({
      ...scenario,
      examples: scenario.examples.map(table => ({ ...table, tableBody: table.tableBody.filter(row => ids.has(row.id)) }))
        .filter(table => table.tableBody.length > 0 || scenario.examples.length === 0),
    });
    const children = list => list.flatMap(child => {
      if (child.rule) {
        const inside = children(child.rule.children);
        return inside.some(each => each.scenario) ? [{ rule: { ...child.rule, children: inside } }] : [];
      }
      if (!child.scenario) return [child];
      return ids.has(child.scenario.id) ? [{ scenario: chosen(child.scenario) }] : [];
    });
    const feature = gherkinDocument.feature;
    return { gherkinDocument: { ...gherkinDocument, feature: { ...feature, children: children(feature.children) } } };
  }

  function messagesOf(attempt) {
    const of = (kind, id) => (byId[kind].get(id) ?? []).flatMap(record => record.messages());
    const testCases = of('testCase', attempt.testCase);
    const pickles = testCases.slice(0, 1).flatMap(each => of('pickle', each.testCase.pickleId));
    const plan = pickles.slice(0, 1).flatMap(({ pickle }) => [
      ...of('document', pickle.uri).filter(each => each.gherkinDocument)
        .map(each => reduced(each.gherkinDocument, new Set(pickle.astNodeIds))),
      { pickle },
      ...pickle.steps.flatMap(step => of('suggestion', step.id)),
    ]);
    const common = records.common.flatMap(record => record.messages());
    // Cucumber's page leaves out what was tried again.
    const execution = attempt.messages().map(({ testCaseFinished, ...rest }) =>
      (testCaseFinished ? { testCaseFinished: { ...testCaseFinished, willBeRetried: false } } : rest));
    return [...common.filter(each => !each.testRunFinished), ...plan, ...testCases.slice(0, 1), ...execution,
      ...common.filter(each => each.testRunFinished)];
  }

  // Of Cucumber's page only its list of features, which is the second section, opened. It would be as high as
  // its window, which is as high as it.
  const frameStyle = `html, body { margin: 0; overflow: hidden } #content { padding: .5rem }
    #content .html-formatter { min-height: 0 } #content article > section { margin: 0 }
    article > section:not(:nth-of-type(2)), article > section > h2 { display: none }`;
  function openAll(inside) {
    const opening = new MutationObserver(() => {
      const closed = inside.querySelectorAll('section:nth-of-type(2) [aria-expanded="false"]');
      if (closed.length > 0) opening.disconnect();
      for (const each of closed) each.click();
    });
    opening.observe(inside.body, { childList: true, subtree: true });
  }

  function frameOf(attempt) {
    const frame = make('iframe', { title: `${attempt.name}, attempt ${attempt.attempt + 1}` });
    frame.onload = () => {
      frame.onload = null;
      const inside = frame.contentDocument;
      const text = id => document.getElementById(id).textContent;
      inside.head.append(make('style', { textContent: text('cucumber-css') + frameStyle }));
      inside.body.append(make('div', { id: 'content' }));
      frame.contentWindow.CUCUMBER_MESSAGES = messagesOf(attempt);
      const script = inside.createElement('script');
      script.textContent = text('cucumber-js');
      openAll(inside);
      inside.body.append(script);
      const content = inside.getElementById('content');
      new ResizeObserver(() => requestAnimationFrame(() => { frame.style.height = `${content.offsetHeight + 4}px`; }))
        .observe(content);
    };
    return frame;
  }

  // ---- the list --------------------------------------------------------------------------------------------

  const classOf = ending => ending.replace(' ', '_');
  const signed = ending => make('span', { className: classOf(ending), textContent: `${signs[ending] ?? '✘'} ` });

  function tryOf(attempt, number, of) {
    const block = make('div', { className: 'try' });
    if (of > 1) {
      block.append(make('strong', { className: classOf(attempt.ending),
        textContent: `Try ${number} of ${of}: ${attempt.ending}` }));
    }
    if (attempt.why) block.append(make('pre', { textContent: attempt.why }));
    if (attempt.evidence) block.append(make('div', {}, 'evidence: ', make('code', { textContent: attempt.evidence })));
    if (attempt.rerun) block.append(make('div', {}, 'again: ', make('code', { textContent: attempt.rerun })));
    if (attempt.testCase) block.append(frameOf(attempt));
    return block;
  }

  function rowOf(scenario) {
    const told = scenario.ending === 'passed' ? '' : ` — ${scenario.ending}`;
    const tries = scenario.tries.length > 1 ? `, ${scenario.tries.length} tries` : '';
    const row = make('details', { className: 'scenario' }, make('summary', {}, signed(scenario.ending),
      scenario.rule ? make('span', { className: 'rule', textContent: `${scenario.rule} ›` }) : '',
      `${scenario.name} ${scenario.example}`.trim(),
      make('span', { className: classOf(scenario.ending), textContent: told + tries }),
      make('span', { className: 'took', textContent: scenario.took }),
      make('span', { className: 'place', textContent: scenario.place })));
    row.addEventListener('toggle', () => {
      if (row.open && row.children.length === 1)
        row.append(...scenario.tries.map((each, i) => tryOf(each, i + 1, scenario.tries.length)));
    });
    return row;
  }

  const list = make('div', { id: 'list' });
  let wanted = '', searched = '';
  const isShown = scenario => (!wanted || scenario.ending === wanted) &&
    (!searched || `${scenario.name} ${scenario.place} ${scenario.feature}`.toLowerCase().includes(searched));

  function featureOf(feature, open) {
    const shown = feature.scenarios.filter(isShown);
    if (shown.length === 0) return '';
    const bad = shown.filter(each => !['passed', 'skipped'].includes(each.ending)).length;
    const element = make('details', { className: 'feature' }, make('summary', {}, signed(bad ? 'failed' : 'passed'),
      feature.name || feature.uri,
      make('span', { className: 'took', textContent: `${shown.length}${bad ? `, ${bad} to look at` : ''}` }),
      make('span', { className: 'place', textContent: feature.uri })));
    element.addEventListener('toggle', () => {
      if (element.open && element.children.length === 1) element.append(...shown.map(rowOf));
    });
    element.open = open || bad > 0;
    return element;
  }
  const show = () => list.replaceChildren(...ordered.map(each => featureOf(each, ordered.length === 1)));

  const counts = make('div', { id: 'counts' });
  const numbers = new Map([['', scenarios.size]]);
  for (const { ending } of scenarios.values()) numbers.set(ending, (numbers.get(ending) ?? 0) + 1);
  for (const [ending, number] of numbers) {
    const button = make('button', { type: 'button', onclick: () => {
      wanted = ending;
      for (const each of counts.children) each.ariaPressed = String(each === button);
      show();
    } }, ending ? signed(ending) : '', `${number} ${ending || (number === 1 ? 'scenario' : 'scenarios')}`);
    button.ariaPressed = String(!ending);
    counts.append(button);
  }
  const search = make('input', { id: 'search', type: 'search', placeholder: 'Part of a name or a place',
    oninput: () => { searched = search.value.toLowerCase(); show(); } });

  const heading = make('dl', { id: 'heading' }, ...records.heading.flatMap(each => each.lines).map(({ name, text }) =>
    make('div', {}, make('dt', { textContent: name }), make('dd', { textContent: text }))));
  document.getElementById('page').append(make('h1', { textContent: 'Ordeal' }), heading,
    ...records.note.map(each => make('p', { className: 'note', role: 'note', textContent: each.text })),
    ...records.hook.map(each => make('pre', { className: 'note', textContent: each.text })),
    ...records.problem.map(each => make('pre', { className: 'problem', textContent: `✘ ${each.text}` })),
    counts, search, list);
  show();
})();
