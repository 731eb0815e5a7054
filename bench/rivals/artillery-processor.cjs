// Artillery loads its processor with require: the contracts by ajv, compiled once.
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const Ajv = require('ajv/dist/2020.js').default;

const folder = process.env.BENCH_CONTRACTS;
const ajv = new Ajv({ strict: false });
for (const file of readdirSync(folder).filter((name) => name.endsWith('.schema.json'))) {
  ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

const check = (contract) => {
  const validate = ajv.getSchema(contract);
  return (_request, response, _context, _events, done) => {
    done(validate(JSON.parse(response.body)) ? undefined : new Error(ajv.errorsText(validate.errors)));
  };
};

const form = readFileSync(process.env.BENCH_FORM);

module.exports = {
  addPhoto: (request, _context, _events, done) => {
    request.body = form;
    done();
  },
  checkProfile: check('profile-update.v1'),
  checkPhoto: check('photos-upload.v1'),
  checkAnalysis: check('analysis-skin.v1'),
  checkChat: check('chat.v1'),
};
