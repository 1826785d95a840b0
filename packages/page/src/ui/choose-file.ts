/** Lets a person choose a file. Resolves when `use` has ended, or when no file was chosen. */
export function chooseFile(accept: string, use: (file: File) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = accept;
    input.addEventListener('cancel', () => resolve());
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      if (file === undefined) resolve();
      else void use(file).then(resolve, reject);
    });
    input.click();
  });
}
