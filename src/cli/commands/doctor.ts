// `runway doctor`: every link between Runway and the world, and what to mend.

import type { Command } from 'commander';
import { EXIT, print } from '../exit.ts';
import type { ProgramName } from '../../resources/program.ts';
import { jsonOption, programOption, settingsOption } from '../options.ts';

interface DoctorOptions {
  readonly settings: string;
  readonly program: ProgramName;
  readonly json: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check every link: forge, clocks, identities, Vault, images, quotas, store')
    .addOption(settingsOption().makeOptionMandatory())
    .addOption(programOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nEach line is passed, failed, not applicable or not checked, and says what to mend. Changes nothing.\nEnds with 1 unless everything has passed or does not apply.\n\nExamples:\n  runway doctor --settings settings.yml\n  runway doctor --program provisioner --settings provisioner.yml',
    )
    .action(async ({ settings, program: name, json }: DoctorOptions) => {
      const { loadSettings } = await import('../settings.ts');
      const { examine } = await import('../doctor/doctor.ts');
      const { isWell, told } = await import('../doctor/told.ts');
      const { coloursFor } = await import('../colours.ts');
      const { terminalLine } = await import('../status-line.ts');
      const line = terminalLine(process.stderr);
      const loaded = await loadSettings(settings);
      const findings = await examine(loaded, name, line.say).finally(() => line.clear());
      print({ json, value: findings, text: told(findings, coloursFor(process.stdout)) });
      if (!isWell(findings)) process.exitCode = EXIT.failed;
    });
}
