using System.Security.Cryptography;
using System.Text;
using Microsoft.VisualBasic.FileIO;

namespace ExoPhotos.MimHost;

/// <summary>
/// Reads a delimited file as .NET does, and decodes its pictures as .NET does: of each the SHA-256 takes the place of the
/// text. The nearest to MIM's own agents that can be run without MIM.
/// </summary>
internal static class DelimitedFile
{
    public static void Report(Request request, Output output)
    {
        var encoding = Encoding.GetEncoding(request.Encoding, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        using var parser = new TextFieldParser(request.Folder, encoding, detectEncoding: false);
        parser.SetDelimiters(request.Delimiter);
        parser.HasFieldsEnclosedInQuotes = true;
        parser.TrimWhiteSpace = false;
        var header = parser.ReadFields() ?? [];
        while (parser.ReadFields() is { } fields)
        {
            if (fields.Length != header.Length) throw new InvalidDataException($"{fields.Length} fields, not {header.Length}");
            var row = header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second);
            if (request.PhotoColumn != "" && row[request.PhotoColumn] != "")
            {
                var bytes = Convert.FromBase64String(row[request.PhotoColumn]);
                row[request.PhotoColumn] = Convert.ToHexStringLower(SHA256.HashData(bytes));
            }
            output.Line(row);
        }
    }
}
