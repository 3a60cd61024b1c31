// Files: folders, one file, and editing it by hand.

import { resolveCommit } from '../git/refs.ts';
import { findEntry, readBlob, readTree, type TreeEntry } from '../git/trees.ts';
import { levels } from '../model/access.ts';
import { commitActions } from '../model/commit-actions.ts';
import { tipOf } from '../model/mergeability.ts';
import { refuse } from '../model/refusal.ts';
import { html, type Html } from './html.ts';
import { form, projectUrl } from './layout.ts';
import { refAndPath, type Page, type Site, type Visit } from './site.ts';

export function filePages(site: Site): void {
  site.page('project', '', (visit) => folder({ ...visit, rest: visit.project.defaultBranch }));
  site.page('tree', '/*', folder);
  site.page('blob', '/*', file);
  site.page('edit', '/*', editor);
  site.post('edit', '/*', async (visit) => {
    const { input, project, user, level, world } = visit;
    if (level < levels.developer) throw refuse(403, 'Your role may read here, not write.');
    const { ref, path } = refAndPath(visit);
    const branch = (input.text('branch') ?? '').trim();
    if (tipOf(project, branch) !== null)
      throw refuse(400, `There is a branch ${branch} already. Choose another name.`);
    await commitActions(
      world,
      { project, user },
      {
        branch,
        start: ref,
        message: (input.text('message') ?? '').trim() || `Update ${path}`,
        actions: [
          {
            action: 'update',
            path,
            content: Buffer.from((input.text('content') ?? '').replaceAll('\r\n', '\n')),
          },
        ],
      },
    );
    return `${visit.link('new merge request')}?source=${encodeURIComponent(branch)}&target=${encodeURIComponent(ref)}`;
  });
}

async function commitOf(visit: Visit, ref: string): Promise<string> {
  const commit = await resolveCommit(visit.repository, ref);
  if (commit === null) throw refuse(404, `There is no branch, tag or commit ${ref}.`);
  return commit;
}

async function folder(visit: Visit): Promise<Page> {
  const { project, repository } = visit;
  const { ref, path } = refAndPath(visit);
  const entries = await readTree(repository, await commitOf(visit, ref), {
    path,
    recursive: false,
  });
  if (entries === null) throw refuse(404, `There is no folder ${path} in ${ref}.`);
  const sorted = entries.toSorted((a, b) => Number(b.type === 'tree') - Number(a.type === 'tree'));
  const rows = sorted.map((entry) => entryRow(visit, ref, entry));
  const readme = entries.find((entry) => /(^|\/)readme\.md$/i.test(entry.path));
  const text = readme === undefined ? null : (await readBlob(repository, readme.id)).toString();
  return {
    title: project.path,
    tab: 'files',
    body: html`<h1>${project.path}</h1>
      <p class="soft">${project.description}</p>
      ${crumbs(visit, ref, path)}
      <section class="box">
        <ul class="rows" id="files">
          ${rows}
        </ul>
      </section>
      ${
        text === null
          ? null
          : html`<section class="box">
              <header><strong>README.md</strong></header>
              <div class="in md">${visit.markdown(text)}</div>
            </section>`
      }
      <p class="soft small">
        Clone with
        <code
          >git clone http://USER:TOKEN@${new URL(visit.world.url()).host}/${project.path}.git</code
        >
      </p>`,
  };
}

function entryRow({ link }: Visit, ref: string, entry: TreeEntry): Html {
  const name = entry.path.split('/').at(-1) ?? entry.path;
  const kind = entry.type === 'tree' ? 'tree' : 'blob';
  const icon = entry.type === 'tree' ? '▸' : '·';
  return html`<li>
    <span class="soft">${icon}</span
    ><a class="grow" href="${link(kind, ref, entry.path)}">${name}${kind === 'tree' ? '/' : ''}</a>
  </li>`;
}

function crumbs({ link, project }: Visit, ref: string, path: string): Html {
  const parts = path === '' ? [] : path.split('/');
  const links = parts.map(
    (part, index) =>
      html` /
        <a href="${link('tree', ref, parts.slice(0, index + 1).join('/'))}">${part}</a>`,
  );
  return html`<p>
    <span class="badge plain">${ref}</span>
    <a href="${ref === project.defaultBranch ? projectUrl(project) : link('tree', ref)}"
      >${project.path.split('/')[1]}</a
    >${links}
  </p>`;
}

async function textOf(visit: Visit): Promise<{ ref: string; path: string; text: string | null }> {
  const { ref, path } = refAndPath(visit);
  const entry = await findEntry(visit.repository, await commitOf(visit, ref), path);
  if (entry === null || entry.type !== 'blob')
    throw refuse(404, `There is no file ${path} in ${ref}.`);
  const bytes = await readBlob(visit.repository, entry.id);
  return {
    ref,
    path,
    text: bytes.includes(0) || bytes.length > 1_000_000 ? null : bytes.toString(),
  };
}

async function file(visit: Visit): Promise<Page> {
  const { ref, path, text } = await textOf(visit);
  const lines = (text ?? '').replace(/\n$/, '').split('\n');
  const rows = lines.map(
    (line, index) =>
      html`<tr id="L${index + 1}">
        <td class="n">${index + 1}</td>
        <td>${line}</td>
      </tr>`,
  );
  const edit =
    tipOf(visit.project, ref) === null
      ? null
      : html`<a class="button main" href="${visit.link('edit', ref, path)}">Edit</a>`;
  return {
    title: path,
    tab: 'files',
    body: html`${crumbs(visit, ref, path)}
      <section class="box">
        <header><strong class="mono grow">${path}</strong>${edit}</header>
        ${
          text === null
            ? html`<div class="in soft">Not a text to show.</div>`
            : html`<table class="source mono">
                ${rows}
              </table>`
        }
      </section>`,
  };
}

async function editor(visit: Visit): Promise<Page> {
  const { ref, path, text } = await textOf(visit);
  if (text === null) throw refuse(400, 'Only text can be edited here.');
  const { project, visitor } = visit;
  const stem = `${visitor.user?.username ?? 'someone'}/${path
    .split('/')
    .slice(-2)
    .join('-')
    .replace(/\.[a-z]+$/, '')}`;
  let branch = stem;
  for (let count = 2; tipOf(project, branch) !== null; count += 1) branch = `${stem}-${count}`;
  const body = html`<textarea
      name="content"
      class="mono"
      rows="22"
      spellcheck="false"
      aria-label="Content"
    >
${text}</textarea>
    <label>What changes <input type="text" name="message" value="Update ${path}" required /></label>
    <label>On a new branch <input type="text" name="branch" value="${branch}" required /></label>
    <div class="actions">
      <button class="main" ${visitor.user === null ? html` disabled` : ''}>
        Commit, then open a ${visit.pages.request}</button
      >${
        visitor.user === null
          ? html`<span class="why">Choose who you are first, in the bar at the top.</span>`
          : null
      }
    </div>`;
  return {
    title: `Edit ${path}`,
    tab: 'files',
    body: html`${crumbs(visit, ref, path)}
      <h1>Edit ${path.split('/').at(-1)}</h1>
      ${form(visitor, visit.link('edit', ref, path), body)}`,
  };
}
