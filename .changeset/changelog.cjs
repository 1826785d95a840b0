/**
 * Lines of the changelogs: the text of each changeset alone. The default puts a commit hash in front of every line and
 * adds one line for each changeset of a dependency.
 */
module.exports = {
  getReleaseLine({ summary }) {
    const [first, ...rest] = summary.split('\n').map((line) => line.trimEnd());
    const lines = [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))];
    return Promise.resolve(lines.join('\n'));
  },
  getDependencyReleaseLine(_changesets, dependencies) {
    const lines = dependencies.map(({ name, newVersion }) => `- Depends on \`${name}\` ${newVersion}.`);
    return Promise.resolve(lines.join('\n'));
  },
};
