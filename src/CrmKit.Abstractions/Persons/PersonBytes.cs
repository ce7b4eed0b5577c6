using System.Text;

namespace CrmKit.Persons;

/// <summary>Looks into files for values of a person.</summary>
internal sealed class PersonBytes(IEnumerable<string> values)
{
    private const int Window = 1024 * 1024;
    private readonly List<byte[]> _forms = [.. values.SelectMany(v => new[] { Encoding.UTF8.GetBytes(v), Encoding.Unicode.GetBytes(v), Encoding.BigEndianUnicode.GetBytes(v) })];

    /// <summary>Whether the rest of a file holds one of the values; what is packed cannot be looked into, and counts as holding them.</summary>
    public async Task<bool> MayBeInAsync(Stream content, CancellationToken cancellationToken)
    {
        if (_forms.Count == 0) return false;
        var overlap = _forms.Max(f => f.Length); // windows overlap by the longest form: a value may stand across two of them
        var window = new byte[Window + overlap];
        var kept = 0;
        for (var isFirst = true; ; isFirst = false)
        {
            var read = await content.ReadAtLeastAsync(window.AsMemory(kept, Window), Window, throwOnEndOfStream: false, cancellationToken);
            if (read == 0) return false;
            var seen = window.AsSpan(0, kept + read);
            if (isFirst && (seen.StartsWith("PK"u8) || seen.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))) return true;
            foreach (var form in _forms)
                if (seen.IndexOf(form) >= 0) return true;
            kept = Math.Min(overlap, seen.Length);
            seen[^kept..].CopyTo(window);
        }
    }
}
