// The sandbox's page: it shows contacts as they arrive and sets faults.
const shown = 200;
const byId = (id) => document.getElementById(id);
const list = byId('contacts');
let earlier = 0;

const names = {
  phone_number: 'Phone', name: 'Name', email: 'Email', country_code: 'Country', tags: 'Tags',
};

function add(tag, parent, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className) node.className = className;
  parent.append(node);
  return node;
}

function row(dl, term, value) {
  add('dt', dl, term);
  add('dd', dl, typeof value === 'string' ? value : JSON.stringify(value));
}

function show({ id, received_at: at, contact }) {
  const item = document.createElement('li');
  item.className = 'contact new';
  item.id = `contact-${id}`;
  add('h3', item, contact.name || contact.phone_number);
  const time = add('time', item, new Date(at).toLocaleTimeString());
  time.dateTime = at;
  const dl = add('dl', item);
  for (const [key, label] of Object.entries(names)) {
    if (contact[key] === undefined) continue;
    row(dl, label, key === 'tags' ? contact.tags.join(', ') : contact[key]);
  }
  for (const [key, value] of Object.entries(contact.attributes ?? {})) row(dl, key, value);
  row(dl, 'Id', id);
  list.prepend(item);
  while (list.children.length > shown) {
    list.lastElementChild.remove();
    earlier++;
  }
}

function count() {
  byId('count').textContent = String(earlier + list.children.length);
  byId('empty').hidden = list.children.length > 0;
  byId('earlier').hidden = earlier === 0;
  byId('earlier').textContent = `${earlier} earlier contacts are not shown; GET /_sandbox/contacts returns all.`;
}

// A screen reader gets one announcement for all contacts of 400 ms.
let arrived = 0;
function announce(name) {
  arrived++;
  if (arrived > 1) return;
  setTimeout(() => {
    byId('news').textContent = arrived === 1 ? `New contact: ${name}` : `${arrived} new contacts`;
    arrived = 0;
  }, 400);
}

const stream = new EventSource('/_sandbox/events');
let live = false;
stream.addEventListener('open', () => link('Live', false));
stream.addEventListener('error', () => link('Not connected; trying again', true));
stream.addEventListener('reset', (event) => {
  list.replaceChildren();
  earlier = JSON.parse(event.data).earlier;
  live = false;
  setTimeout(() => { live = true; }, 500);
  count();
});
stream.addEventListener('contact', (event) => {
  const contact = JSON.parse(event.data);
  show(contact);
  count();
  if (live) announce(contact.contact.name || contact.contact.phone_number);
});

stream.addEventListener('call', (event) => {
  const { contact_id: contact, received_at: at, interview_id: agent, metadata } = JSON.parse(event.data);
  const item = document.getElementById(`contact-${contact}`);
  if (!item) return;
  const time = new Date(at).toLocaleTimeString();
  const line = add('p', item, `☎ ${agent} called at ${time}`, 'call');
  if (metadata) line.title = JSON.stringify(metadata);
  if (live) byId('news').textContent = `Call: ${item.querySelector('h3').textContent}`;
});

function link(words, lost) {
  byId('link').textContent = words;
  byId('link').classList.toggle('lost', lost);
}

async function control(method, path, body) {
  try {
    const answer = await fetch(path, {
      method, body: body && JSON.stringify(body), headers: body ? { 'content-type': 'application/json' } : {},
    });
    if (!answer.ok) throw new Error((await answer.json()).error.message);
    return answer.status === 204 ? {} : await answer.json();
  } catch (error) {
    byId('said').textContent = `The request failed: ${error.message}`;
    return null;
  }
}

byId('faults').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = new FormData(event.target);
  const now = await control('PUT', '/_sandbox/faults', {
    mode: form.get('mode'), on: form.get('on'), count: Number(form.get('count')), rate_per_minute: Number(form.get('rate')),
  });
  if (!now) return;
  const on = form.get('on');
  const fault = on === 'create' ? now : now[on];
  const requests = fault.count ? `the next ${fault.count} requests` : 'every request';
  byId('said').textContent = (fault.mode === 'ok' ? `No fault on ${on}` : `Fault ${fault.mode} on ${on} for ${requests}`)
    + (now.rate_per_minute ? `, ${now.rate_per_minute} requests a minute.` : '.');
});

byId('clear').addEventListener('click', async () => {
  if (await control('DELETE', '/_sandbox/contacts') && await control('DELETE', '/_sandbox/calls')) byId('said').textContent = 'The contacts are deleted.';
});

const now = await control('GET', '/_sandbox/faults');
if (now) {
  byId('mode').value = now.mode;
  byId('fault-count').value = String(now.count);
  byId('rate').value = String(now.rate_per_minute);
}
